import {
  type LoginAttempt,
  type PlainPage,
  type PlainPages,
  type Route,
  type RouteContext,
  escapeHtml,
  guards,
  isCockpitError,
  readForm,
  sendText,
} from '@cc-kernel/core/plugin';
import type { IssueToken, LogIn } from '@cc-kernel/core/use-cases';
import { loginPage } from '../pages/login-page.js';
import { safeRedirect } from '../pages/safe-redirect.js';
import type { Sessions } from './sessions.js';

const FORM_BYTES = 64 * 1024;

export interface LoginRoutesParts {
  readonly logIn: LogIn;
  readonly issueToken: IssueToken;
  readonly sessions: Sessions;
  readonly pages: PlainPages;
  /** Cookie in which a portal's token comes; removed once it was used. */
  readonly portalCookie: string | undefined;
}

/** Log in, log out, and fetch a token for scripts. */
export function loginRoutes(parts: LoginRoutesParts): readonly Route[] {
  const common = { bodyLimit: FORM_BYTES, rate: 'login' } as const;
  return [
    {
      ...common,
      methods: ['GET'],
      path: '/login',
      bodyLimit: 0,
      guard: guards.public('who logs in is not known yet'),
      handle: ({ http }) =>
        sendPage(parts, http, 200, loginPage({ title: 'Login', redirect: textOf(http.query['redirect']) })),
    },
    {
      ...common,
      methods: ['POST'],
      path: '/login',
      guard: guards.public('who logs in is not known yet'),
      handle: async (context) => logIn(parts, context, 'password'),
    },
    {
      ...common,
      methods: ['GET', 'POST'],
      path: '/jwt-login',
      guard: guards.public('the token of the other program is the proof'),
      handle: async (context) => logIn(parts, context, 'token'),
    },
    {
      ...common,
      methods: ['POST'],
      path: '/logout',
      guard: guards.public('ending a session needs no more than its cookie'),
      handle: async ({ http }) => {
        await parts.sessions.end(http.req, http.res);
        sendPage(parts, http, 200, loginPage({ title: 'Bye - ClusterCockpit', message: 'Logout successful' }));
      },
    },
    {
      // GET is what cc-backend's pages call; no other origin can read the answer, and nobody may keep it.
      methods: ['GET', 'POST'],
      path: '/frontend/jwt/',
      guard: guards.frontendApi,
      bodyLimit: FORM_BYTES,
      rate: 'ui',
      handle: async (context) => {
        const form = await readForm(context);
        const who = context.principal;
        if (!who) return;
        const token = await parts.issueToken.run(who, form.get('username') || who.username);
        context.http.set('Cache-Control', 'no-store');
        sendText(context, 200, token);
        context.http.set('Content-Type', 'text/plain');
      },
    },
  ];
}

async function logIn(parts: LoginRoutesParts, context: RouteContext, kind: LoginAttempt['with']): Promise<void> {
  const { http } = context;
  // A JSON document is no login form; what is left is the query.
  const form = http.is('json') ? new Map(new URLSearchParams(http.querystring)) : await readForm(context);
  const redirect = form.get('redirect') ?? '';
  try {
    const { user, by } = await parts.logIn.run(attemptOf(context, form, kind), context.address);
    if (by === 'jwt-cookie' && parts.portalCookie) {
      http.append('Set-Cookie', `${parts.portalCookie}=; Path=/; Max-Age=0; HttpOnly`);
    }
    await parts.sessions.begin(http.req, http.res, user);
    sendRedirect(http, safeRedirect(redirect));
  } catch (error) {
    if (!isCockpitError(error)) throw error;
    if (error.kind !== 'unauthorized' && error.kind !== 'too-many') throw error;
    if (error.kind === 'too-many' && 'retryAfter' in error) http.set('Retry-After', String(error.retryAfter));
    const page = loginPage({
      title: 'Login failed - ClusterCockpit',
      message: error.message,
      alert: 'warning',
      redirect,
    });
    sendPage(parts, http, error.kind === 'too-many' ? 429 : 401, page);
  }
}

function attemptOf(
  { http }: RouteContext,
  form: ReadonlyMap<string, string>,
  kind: LoginAttempt['with'],
): LoginAttempt {
  const cookies = Object.fromEntries(
    (http.req.headers.cookie ?? '').split(';').map((part) => {
      const [name = '', ...value] = part.trim().split('=');
      return [name, value.join('=')];
    }),
  );
  return {
    with: kind,
    username: kind === 'password' ? (form.get('username') ?? '') : '',
    password: kind === 'password' ? (form.get('password') ?? '') : '',
    headers: http.req.headers,
    query: http.query,
    cookies,
  };
}

function sendRedirect(http: RouteContext['http'], target: string): void {
  http.status = 302;
  http.set('Location', target);
  http.body = http.method === 'GET' ? `<a href="${escapeHtml(target)}">Found</a>.\n` : '';
  if (http.method === 'GET') http.set('Content-Type', 'text/html; charset=utf-8');
  else http.remove('Content-Type');
}

function sendPage({ pages }: LoginRoutesParts, http: RouteContext['http'], status: number, page: PlainPage): void {
  http.status = status;
  pages.answer(http, page);
}

function textOf(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
