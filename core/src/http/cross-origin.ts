import type { Context } from 'koa';

// Reading and posting with a bearer token works from any origin. Cookies never do, and nothing that changes jobs or users:
// PUT, PATCH, DELETE and X-Auth-Token stay same-origin, as they are in cc-backend.
const ALLOWED_METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
const ALLOWED_HEADERS = new Map(
  ['X-Requested-With', 'Content-Type', 'Authorization', 'Origin'].map((name) => [name.toLowerCase(), name]),
);
// The browser may send these without asking.
const SIMPLE_HEADERS = new Set(['accept', 'accept-language', 'content-language']);

/** Answers a preflight; true: nothing else is to be done. Marks the answers to other requests from elsewhere. */
export function crossOrigin(http: Context): boolean {
  const { origin, 'access-control-request-method': method } = http.req.headers;
  if (http.method === 'OPTIONS' && origin && typeof method === 'string' && method) {
    preflight(http, method);
    return true;
  }
  http.res.setHeader('Vary', 'Origin');
  if (origin) http.res.setHeader('Access-Control-Allow-Origin', '*');
  return false;
}

function preflight(http: Context, method: string): void {
  http.status = 200;
  http.body = '';
  http.remove('Content-Type');
  http.set('Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
  const wanted = http
    .get('access-control-request-headers')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && !SIMPLE_HEADERS.has(name));
  if (!ALLOWED_METHODS.has(method) || wanted.some((name) => !ALLOWED_HEADERS.has(name))) return;
  http.set('Access-Control-Allow-Origin', '*');
  http.set('Access-Control-Allow-Methods', method);
  if (wanted.length) {
    http.set('Access-Control-Allow-Headers', wanted.map((name) => ALLOWED_HEADERS.get(name) ?? name).join(', '));
  }
}
