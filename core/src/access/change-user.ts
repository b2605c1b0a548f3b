import { inject, injectable } from 'tsyringe';
import type { Principal } from '../contracts/principal.js';
import { UserStore } from '../contracts/user-store.js';
import { mustBeAdmin } from './must-be-admin.js';

/** One change of a user's rights. */
export type UserChange =
  | { readonly addRole: string }
  | { readonly removeRole: string }
  | { readonly addProject: string }
  | { readonly removeProject: string };

/** Gives or takes a role, or a project of a manager. It counts from the user's next request on. */
@injectable()
export class ChangeUser {
  constructor(@inject(UserStore) private readonly users: UserStore) {}

  /** Rejects with `ConflictError` when the change contradicts what the user has, e.g. a project for one who is no manager. */
  async run(who: Principal, username: string, change: UserChange): Promise<void> {
    mustBeAdmin(who);
    if ('addRole' in change) await this.users.addRole(username, change.addRole);
    else if ('removeRole' in change) await this.users.removeRole(username, change.removeRole);
    else if ('addProject' in change) await this.users.addProject(username, change.addProject);
    else await this.users.removeProject(username, change.removeProject);
  }
}
