import type { Context } from 'koa';
import type { PlainPages } from '../contracts/plain-pages.js';

const API_PREFIXES = ['/api/', '/userapi/', '/frontend/', '/config/'];

/** Nothing matches: JSON for programs, a page for people. */
export function answerNotFound(http: Context, pages: PlainPages): void {
  http.status = 404;
  if (API_PREFIXES.some((prefix) => http.path.startsWith(prefix))) {
    http.set('Content-Type', 'application/json');
    http.body = '{"error":"the requested endpoint does not exist","status":"Resource not found"}\n';
    return;
  }
  pages.answer(http, {
    title: 'Page Not Found',
    main: '<h1>Page not found</h1>\n<p>There is nothing at this address. <a href="/">To the start page</a></p>',
  });
}
