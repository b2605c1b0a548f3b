import { inject, injectable } from 'tsyringe';
import { PasswordHasher } from '../contracts/api-tokens.js';
import type { Principal } from '../contracts/principal.js';
import { UserStore } from '../contracts/user-store.js';
import { AuthSource } from '../domain/user.js';
import { mustBeAdmin } from './must-be-admin.js';
import { checkNewUser, type NewUser } from './new-user.js';

/** Makes a local user. */
@injectable()
export class AddUser {
  constructor(
    @inject(UserStore) private readonly users: UserStore,
    @inject(PasswordHasher) private readonly passwords: PasswordHasher,
  ) {}

  async run(who: Principal, user: NewUser): Promise<void> {
    mustBeAdmin(who);
    checkNewUser(user);
    const hash = user.password ? await this.passwords.hash(user.password) : undefined;
    const { username, name = '', email = '', projects = [] } = user;
    const roles = [...new Set(user.roles)];
    await this.users.add({ username, name, email, roles, projects, authSource: AuthSource.local }, hash);
  }
}
