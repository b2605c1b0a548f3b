// Types only: Koa is the language of the HTTP gates.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { Principal } from './principal.js';
import type { Route } from './routes.js';
import { token } from './token.js';

/** Finds out who a request comes from. Provided by an authentication plugin, used by the guards of the HTTP room. */
export interface Identity {
  /**
   * By API token (`X-Auth-Token`, else `Authorization`). `undefined`: the request carries none.
   * Rejects with `UnauthorizedError` for one that is expired, foreign or broken.
   */
  byToken(request: IncomingMessage): Promise<Principal | undefined>;
  /** By session cookie. `undefined`: none, unknown, expired or undecodable. */
  bySession(request: IncomingMessage, response: ServerResponse): Promise<Principal | undefined>;
  /** Login, logout and the like; the HTTP room adds them to its table. */
  readonly routes: readonly Route[];
  /** Answers a person's request for a page, refused with 401, with the way to log in. Status and headers are set. */
  askToLogIn(http: Context, message: string): void;
}
export const Identity = token<Identity>('access.Identity');
