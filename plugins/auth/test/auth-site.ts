import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import {
  AuthSource,
  Authenticators,
  type Clock,
  SessionStore,
  UserStore,
  definePlugin,
  type Route,
  Routes,
  guards,
  sendJson,
} from '@cc-kernel/core/plugin';
import { AddUser, DeleteUser, IssueToken, LogIn, SyncUser } from '@cc-kernel/core/use-cases';
import { MemorySessionStore, MemoryUserStore, startTestKernel, type TestKernel } from '@cc-kernel/core/testing';
import bcrypt from 'bcrypt';
import { SignJWT, type JWTPayload } from 'jose';
import Type from 'typebox';
import { AuthenticatorList } from '../../../core/src/access/authenticator-list.js';
import httpRoom from '../../../core/src/http/room.js';
import { HttpService } from '../../../core/src/http/http-service.js';
import auth from '../src/index.js';

export interface Keys {
  readonly env: Readonly<Record<string, string>>;
  readonly private: KeyObject;
  readonly portal: Buffer;
}

/** A fresh set of keys, in the form in which cc-backend's `.env` holds them. */
export function makeKeys(): Keys {
  const pair = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = pair.privateKey.export({ format: 'jwk' });
  const open = Buffer.from(x, 'base64url');
  const portal = randomBytes(64);
  return {
    private: pair.privateKey,
    portal,
    env: {
      SESSION_KEY: randomBytes(32).toString('base64'),
      JWT_PUBLIC_KEY: open.toString('base64'),
      JWT_PRIVATE_KEY: Buffer.concat([Buffer.from(d, 'base64url'), open]).toString('base64'),
      CROSS_LOGIN_JWT_HS512_KEY: portal.toString('base64'),
    },
  };
}

/** Stands still until told; near the present, since cookies expire by the browser's clock. */
export class HandClock implements Clock {
  seconds = Math.floor(Date.now() / 1000);
  now = (): number => this.seconds;
  nowMs = (): number => this.seconds * 1000;
}

export interface AuthSite {
  readonly kernel: TestKernel;
  readonly keys: Keys;
  readonly clock: HandClock;
  readonly users: UserStore;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  form(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Logs in and gives back the cookie. */
  logIn(username: string): Promise<string>;
  /** What `/whoami` says to these headers: name and roles, or the text of the refusal. */
  whoAmI(headers: Record<string, string>): Promise<unknown>;
  sign(claims: JWTPayload, key?: KeyObject): Promise<string>;
  add(username: string, ...roles: string[]): Promise<void>;
  close(): Promise<void>;
}

/** The kernel with HTTP room and auth plugin; users and sessions in memory. Everybody's password is `<name>-pw`. */
export async function openAuthSite(
  options: { config?: object; main?: object; env?: Record<string, string>; keys?: Keys; address?: string } = {},
): Promise<AuthSite> {
  const keys = options.keys ?? makeKeys();
  const clock = new HandClock();
  const users = new MemoryUserStore();
  const access = definePlugin({
    id: 'memory-access',
    provides: [UserStore, SessionStore, Authenticators],
    config: Type.Object({}),
    register(bind) {
      bind.value(UserStore, users);
      bind.value(SessionStore, new MemorySessionStore(clock));
      bind.singleton(Authenticators, AuthenticatorList);
      bind.singletonClass(AddUser);
      bind.singletonClass(DeleteUser);
      bind.singletonClass(IssueToken);
      bind.singletonClass(LogIn);
      bind.singletonClass(SyncUser);
    },
  });
  const gate = definePlugin({
    id: 'test-gate',
    needs: [Routes],
    config: Type.Object({}),
    register: () => undefined,
    start: (context) => context.get(Routes).add(...whoAmIRoutes()),
  });
  const kernel = await startTestKernel({
    config: { main: { addr: '127.0.0.1:0', ...options.main } },
    env: options.env ?? keys.env,
    clock,
    rooms: [httpRoom],
    plugins: [access, { definition: auth, config: options.config ?? { jwts: {} } }, gate],
  });
  const url = kernel.get(HttpService).url ?? '';
  const get = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(url + path, { redirect: 'manual', ...init });
  const form: AuthSite['form'] = (path, fields, headers = {}) =>
    get(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  return {
    kernel,
    keys,
    clock,
    users,
    fetch: get,
    form,
    async logIn(username) {
      const answer = await form('/login', { username, password: `${username}-pw` });
      if (answer.status !== 302) throw new Error(`login of ${username} failed: ${answer.status}`);
      return cookieOf(answer);
    },
    async whoAmI(headers) {
      const answer = await get('/whoami', { headers: { accept: 'application/json', ...headers } });
      const body: unknown = await answer.json().catch(() => answer.status);
      return answer.status === 200 ? body : (body as { error?: string }).error;
    },
    sign: (claims, key = keys.private) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' }).sign(key),
    // A cheap hash: the tests log in often.
    add: async (username, ...roles) =>
      users.add(
        { username, name: '', email: '', roles, projects: [], authSource: AuthSource.local },
        await bcrypt.hash(`${username}-pw`, 4),
      ),
    close: () => kernel.stop(),
  };
}

export function cookieOf(answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function whoAmIRoutes(): readonly Route[] {
  const common = { methods: ['GET'], bodyLimit: 0, rate: 'none' } as const;
  const handle: Route['handle'] = (context) =>
    sendJson(context, 200, [context.principal?.username, ...(context.principal?.roles ?? [])]);
  return [
    { ...common, path: '/whoami', guard: guards.page, handle },
    { ...common, path: '/frontend/whoami', guard: guards.frontendApi, handle },
    { ...common, path: '/config/whoami', guard: guards.configApi, handle },
    { ...common, path: '/api/whoami', guard: guards.mainApi, handle },
    {
      ...common,
      path: '/vouched',
      guard: guards.page,
      handle: (context) => sendJson(context, 200, context.principal?.authSource),
    },
  ];
}
