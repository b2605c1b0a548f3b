// Types only, see docs/decisions: Koa is the language of the HTTP gates.
import type { Context } from 'koa';
import type { ErrorKind } from '../errors/cockpit-error.js';
import type { Seconds } from '../domain/time.js';
import type { Principal } from './principal.js';
import { token } from './token.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may pass, and with which credential. Every route names one; `public` is said, never the default. */
export type Guard =
  | { readonly credential: 'public'; /** Why this may be open to everyone. */ readonly because: string }
  | {
      readonly credential: 'token' | 'session' | 'token-or-session';
      /** Passes when it answers true; a refusal is 401 with the group's text. */
      allows(principal: Principal): boolean;
      /** Only from addresses of `main.api-allowed-ips`. */
      readonly ipList?: boolean;
      /** Text of the refusal when no credential came at all; else `unauthorized`. */
      readonly whenAbsent?: string;
    };

/** Share of the rate limit that a call uses. `none`: not limited; `login`: per address and name. */
export type RateClass = 'none' | 'login' | 'api' | 'ui';

export interface RouteContext {
  readonly http: Context;
  /** `undefined` only on public routes. */
  readonly principal: Principal | undefined;
  /** Path parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Aborts when the client leaves or the deadline passes. */
  readonly signal: AbortSignal;
  /** The route's. `readJson`, `readForm`, `readBody` and `lendBody` enforce it. */
  readonly bodyLimit: number;
  /** Stands in the answer's `X-Request-Id` and in the log. */
  readonly requestId: string;
  /** Of the client: the socket's peer, or what a trusted proxy says. */
  readonly address: string;
}

export interface Route {
  readonly methods: readonly HttpMethod[];
  /** Koa-router syntax, e.g. `/api/jobs/:id`. Trailing slashes are significant. */
  readonly path: string;
  readonly guard: Guard;
  /** Largest accepted body in bytes (after decompression); 0: no body is read. */
  readonly bodyLimit: number;
  readonly rate: RateClass;
  /** After this long `signal` aborts; 120 s unless told. */
  readonly deadline?: Seconds;
  /** Where clients of this route depend on another status than `http/status-of.ts` gives to the kind of error. */
  readonly statusOf?: Readonly<Partial<Record<ErrorKind, number>>>;
  readonly handle: (context: RouteContext) => Promise<void> | void;
}

/**
 * The live table of routes. Plugins add theirs at start; a route without guard, limit or rate class does not register
 * (`InvalidRouteError`), nor does a second one for the same method and path.
 */
export interface Routes {
  add(...routes: readonly Route[]): void;
  readonly all: readonly Route[];
}
export const Routes = token<Routes>('http.Routes');
