import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from './principal.js';
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
}
export const Identity = token<Identity>('access.Identity');
