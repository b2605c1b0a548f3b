import { STATUS_CODES } from 'node:http';
import type { Context } from 'koa';
import type { Identity } from '../contracts/identity.js';
import type { Logger } from '../contracts/logger.js';
import type { Route } from '../contracts/routes.js';
import { isCockpitError } from '../errors/index.js';
import { jsonText } from '../domain/json-text.js';
import { ClientGoneError } from './errors.js';
import { statusOf } from './status-of.js';

/** Turns whatever a route threw into an answer. */
export class ErrorGate {
  constructor(
    private readonly identity: Pick<Identity, 'askToLogIn'>,
    private readonly log: Logger,
  ) {}

  answer(error: unknown, http: Context, route: Route | undefined, requestId: string): void {
    const known = isCockpitError(error) ? error : undefined;
    const status = known ? (route?.statusOf?.[known.kind] ?? statusOf[known.kind]) : 500;
    const fields = { requestId, method: http.method, path: http.path, status };
    if (known instanceof ClientGoneError) {
      this.log.debug(fields, known.message);
    } else if (status >= 500) {
      const message = known ? known.message : 'unexpected error';
      if (status === 503) this.log.warn({ ...fields, code: known?.code }, message);
      else this.log.error({ ...fields, err: error }, message);
    }
    if (http.headerSent || !http.writable) {
      // Too late to tell: a broken connection is the only sign left that the answer is not complete.
      http.res.destroy();
      return;
    }
    resetAnswer(http);
    http.status = status;
    if (!http.req.complete) http.set('Connection', 'close');
    const retryAfter = retryAfterOf(error, status);
    if (retryAfter !== undefined) http.set('Retry-After', String(retryAfter));
    const text = known ? known.message : `internal error; the log knows more of request ${requestId}`;
    if (status === 401 && route?.guard.credential === 'token-or-session' && wantsPage(http)) {
      answerPage(http, this.identity, text);
      return;
    }
    answerError(http, status, text);
  }
}

/** `{"status":"<reason phrase>","error":"<text>"}` */
function answerError(http: Context, status: number, error: string): void {
  http.status = status;
  http.set('Content-Type', 'application/json');
  http.body = `${jsonText({ status: STATUS_CODES[status] ?? String(status), error })}\n`;
}

function answerPage(http: Context, identity: Pick<Identity, 'askToLogIn'>, message: string): void {
  const hasToken = Boolean(http.req.headers['x-auth-token'] ?? http.req.headers.authorization);
  if (hasToken) {
    // A program with a bad token has no use for a login page.
    http.set('Content-Type', 'text/plain; charset=utf-8');
    http.body = `${message}\n`;
  } else {
    identity.askToLogIn(http, message);
  }
}

/** Does a person look at the answer? Programs that read say so, or send something. */
function wantsPage(http: Context): boolean {
  const accept = http.req.headers.accept ?? '';
  if (accept.includes('text/html')) return true;
  return (http.method === 'GET' || http.method === 'HEAD') && !/\bjson\b/.test(accept);
}

/** What the route had already said of an answer that will not come. */
function resetAnswer(http: Context): void {
  http.body = null;
  for (const name of ['Content-Type', 'Content-Encoding', 'Content-Length', 'Cache-Control', 'ETag', 'Last-Modified']) {
    http.remove(name);
  }
}

function retryAfterOf(error: unknown, status: number): number | undefined {
  if (typeof error === 'object' && error !== null && 'retryAfter' in error && typeof error.retryAfter === 'number') {
    return Math.max(1, Math.ceil(error.retryAfter));
  }
  return status === 429 || status === 503 ? 5 : undefined;
}
