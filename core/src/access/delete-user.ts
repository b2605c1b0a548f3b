import { inject, injectable } from 'tsyringe';
import type { Principal } from '../contracts/principal.js';
import { SessionStore } from '../contracts/session-store.js';
import { UserStore } from '../contracts/user-store.js';
import { mustBeAdmin } from './must-be-admin.js';

/** Removes a user, whatever vouches for it, and ends its sessions. */
@injectable()
export class DeleteUser {
  constructor(
    @inject(UserStore) private readonly users: UserStore,
    @inject(SessionStore) private readonly sessions: SessionStore,
  ) {}

  /** Resolves with false when there was no such user. */
  async run(who: Principal, username: string): Promise<boolean> {
    mustBeAdmin(who);
    const existed = await this.users.delete(username);
    await this.sessions.destroyAllOf(username);
    return existed;
  }
}
