import type { Context } from 'koa';

const READING = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
// They carry a proof of their own, and portals post to them from elsewhere.
const EXEMPT = new Set(['/jwt-login', '/oidc-callback']);

/** Does another site make a browser change something here? The browser says so itself. */
export function isCrossSiteWrite(http: Context): boolean {
  return http.req.headers['sec-fetch-site'] === 'cross-site' && !READING.has(http.method) && !EXEMPT.has(http.path);
}
