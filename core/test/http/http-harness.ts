import { Registry } from 'prom-client';
import {
  AuthSource,
  Identity,
  type Guard,
  type Logger,
  type Principal,
  type Route,
  type Settings,
} from '../../src/plugin.js';
import { UnauthorizedError } from '../../src/errors/index.js';
import { DressedPages } from '../../src/http/dressed-pages.js';
import { HttpService } from '../../src/http/http-service.js';
import { RouteTable } from '../../src/http/route-table.js';

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** Keeps what is logged. */
export function listeningLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), fatal: at('fatal') };
}

export function principal(username: string, ...roles: string[]): Principal {
  const set = new Set(roles);
  return {
    username,
    roles: set,
    projects: [],
    authSource: AuthSource.token,
    by: 'token',
    has: (role) => set.has(role),
    isStaff: set.has('admin') || set.has('support'),
    isService: set.size === 1 && set.has('api'),
    jobVisibility: () => ({ all: true }),
    readableTagScopes: () => [],
  };
}

/** Tokens and sessions are `<user>:<role>,<role>`; `bad` is refused. */
export class FakeIdentity implements Identity {
  readonly routes: readonly Route[] = [];
  byToken: Identity['byToken'] = async (request) => {
    const token = [request.headers['x-auth-token']].flat()[0];
    if (!token) return undefined;
    if (token === 'bad') throw new UnauthorizedError('token is malformed');
    return fromText(token);
  };
  bySession: Identity['bySession'] = async (request) => {
    const cookie = /session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    return cookie ? fromText(cookie) : undefined;
  };
  askToLogIn: Identity['askToLogIn'] = (http, message) => {
    http.set('Content-Type', 'text/html; charset=utf-8');
    http.body = `<h1>login</h1>${message}`;
  };
}

function fromText(text: string): Principal {
  const [name = '', roles = ''] = text.split(':');
  return principal(name, ...roles.split(',').filter(Boolean));
}

export function settings(main: Partial<Settings['main']> = {}): Settings {
  return {
    root: process.cwd(),
    main: {
      addr: '127.0.0.1:0',
      apiAllowedIps: ['*'],
      disableAuthentication: false,
      db: '',
      sessionMaxAge: 604_800,
      shortRunningJobsDuration: 300,
      emissionConstant: 0,
      resampling: undefined,
      validate: false,
      httpsCertFile: undefined,
      httpsKeyFile: undefined,
      redirectHttpTo: undefined,
      trustedProxies: [],
      systemdUnit: 'clustercockpit.service',
      jobEventsByNats: false,
      user: undefined,
      group: undefined,
      ...main,
    },
    cron: { commitJobWorker: 60, durationWorker: 300, footprintWorker: 600 },
    metricStore: undefined,
    uiDefaults: {},
    dev: false,
    env: {},
  };
}

export interface Site {
  readonly service: HttpService;
  readonly log: ReturnType<typeof listeningLogger>;
  readonly routes: RouteTable;
  readonly url: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** A listening HTTP room with the given routes. */
export async function openSite(
  routes: readonly Route[],
  options: { main?: Partial<Settings['main']>; identity?: Identity; health?: 'ok' | 'degraded' | 'failed' } = {},
): Promise<Site> {
  const table = new RouteTable();
  const log = listeningLogger();
  const service = new HttpService(
    table,
    options.identity ?? new FakeIdentity(),
    settings(options.main),
    new DressedPages(),
    { add: () => undefined, report: async () => ({ state: options.health ?? 'ok', parts: {} }) },
    { list: () => [] },
    new Registry(),
    { now: () => Math.floor(Date.now() / 1000), nowMs: () => performance.now() },
    log,
  );
  service.addOwnRoutes();
  table.add(...routes);
  await service.listen();
  const url = service.url ?? '';
  return {
    service,
    log,
    routes: table,
    url,
    fetch: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    close: () => service.close(),
  };
}

export const open: Guard = { credential: 'public', because: 'a test' };

export function route(path: string, handle: Route['handle'], rest: Partial<Route> = {}): Route {
  return { methods: ['GET'], path, guard: open, bodyLimit: 0, rate: 'none', handle, ...rest };
}
