import { inject, injectable } from 'tsyringe';
import { Logger } from '../contracts/logger.js';
import { UserStore } from '../contracts/user-store.js';
import type { User } from '../domain/user.js';

export interface SyncRules {
  /** Unknown users are added. */
  readonly add: boolean;
  /** Known users get the name, the roles and, being managers, the projects that the source gives them now. */
  readonly update: boolean;
}

/**
 * Brings the user table up to date with a user whom another source vouches for. A failure is logged and stops no login.
 * A user of the same name from another source is left alone: nobody changes a local administrator from outside.
 */
@injectable()
export class SyncUser {
  constructor(
    @inject(UserStore) private readonly users: UserStore,
    @inject(Logger) private readonly log: Logger,
  ) {}

  async run(user: User, rules: SyncRules): Promise<void> {
    if (!rules.add && !rules.update) return;
    try {
      const known = await this.users.find(user.username);
      if (!known) {
        if (rules.add) await this.users.add(user, undefined);
      } else if (known.authSource !== user.authSource) {
        this.log.warn(
          { username: user.username },
          'a user of this name from another source exists and was not changed',
        );
      } else if (rules.update) {
        await this.users.update(user.username, changesOf(known, user));
      }
    } catch (error) {
      this.log.error({ username: user.username, err: error }, 'the user table could not be brought up to date');
    }
  }
}

function changesOf(known: User, user: User): Partial<Pick<User, 'name' | 'roles' | 'projects'>> {
  const roles = new Set(user.roles);
  const projects = roles.has('manager') ? user.projects : roles.has('admin') ? known.projects : [];
  return {
    ...(known.name === user.name ? {} : { name: user.name }),
    ...(sameMembers(known.roles, user.roles) ? {} : { roles: [...roles] }),
    ...(sameMembers(known.projects, projects) ? {} : { projects }),
  };
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((item) => right.has(item));
}
