import type { AuthSource } from '../domain/user.js';
import type { JobVisibility } from './job-store.js';

/** Who acts: a user, as far as this request's credential vouches for it. Made in `core/src/access`. */
export interface Principal {
  readonly username: string;
  readonly roles: ReadonlySet<string>;
  readonly projects: readonly string[];
  /** Who vouches for the user; of a session: who did at login. */
  readonly authSource: AuthSource;
  /** Came by API token or by session. */
  readonly by: 'token' | 'session' | 'system';
  has(role: string): boolean;
  /** Admin or support: sees everything. */
  readonly isStaff: boolean;
  /** A service account: `api` is the only role. */
  readonly isService: boolean;
  /** Which jobs; rejects with `ForbiddenError` when the roles allow none at all. */
  jobVisibility(): JobVisibility;
  /** Scopes of tags that it may read. */
  readableTagScopes(): readonly string[];
}
