import { token } from './token.js';

/** Server-side sessions: the cookie holds a random id, everything else is here. Implemented in `core/src/access` in SQL. */
export interface SessionStore {
  get(id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** @param maxAgeMs after which the session is gone */
  set(id: string, session: Readonly<Record<string, unknown>>, maxAgeMs: number): Promise<void>;
  destroy(id: string): Promise<void>;
  /** Ends all sessions of a user, e.g. after a change of roles. */
  destroyAllOf(username: string): Promise<number>;
}
export const SessionStore = token<SessionStore>('access.SessionStore');
