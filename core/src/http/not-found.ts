import type { Context } from 'koa';
import { htmlPage } from './html-page.js';

const API_PREFIXES = ['/api/', '/userapi/', '/frontend/', '/config/'];

/** Nothing matches: JSON for programs, a page for people. */
export function answerNotFound(http: Context): void {
  http.status = 404;
  if (API_PREFIXES.some((prefix) => http.path.startsWith(prefix))) {
    http.set('Content-Type', 'application/json');
    http.body = '{"error":"the requested endpoint does not exist","status":"Resource not found"}\n';
    return;
  }
  http.set('Content-Type', 'text/html; charset=utf-8');
  http.body = htmlPage({
    title: 'Page Not Found',
    main: '<h1>Page not found</h1>\n<p>There is nothing at this address. <a href="/">To the start page</a></p>',
  });
}
