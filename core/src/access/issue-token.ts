import { inject, injectable } from 'tsyringe';
import { ApiTokens } from '../contracts/api-tokens.js';
import type { Principal } from '../contracts/principal.js';
import { UserStore } from '../contracts/user-store.js';
import { ForbiddenError, NotFoundError } from '../errors/index.js';

/** Makes an API token for a user of the database. */
@injectable()
export class IssueToken {
  constructor(
    @inject(UserStore) private readonly users: UserStore,
    @inject(ApiTokens) private readonly tokens: ApiTokens,
  ) {}

  async run(who: Principal, username: string): Promise<string> {
    if (who.username !== username && !who.has('admin')) {
      throw new ForbiddenError('only administrators may make tokens for others');
    }
    const user = await this.users.find(username);
    if (!user) throw new NotFoundError(`there is no user ${username}`);
    return this.tokens.issue(user);
  }
}
