import { type User, AuthSource, UnauthorizedError, UserStore } from '@cc-kernel/core/plugin';
import { SyncUser } from '@cc-kernel/core/use-cases';
import type { JWTPayload } from 'jose';
import { inject, injectable } from 'tsyringe';
import { type AuthConfig, AuthConfigToken } from '../auth-config.js';
import { subjectOf, textsOf } from './token-claims.js';

/** What a token of another program may make somebody. Not `admin` and not `api`: who holds that program's key is not our operator. */
const GRANTABLE = ['user', 'manager', 'support'];

/** The user whom a portal's token describes or, with `validate-user`, names. */
@injectable()
export class PortalUsers {
  constructor(
    @inject(AuthConfigToken) private readonly config: AuthConfig,
    @inject(UserStore) private readonly users: UserStore,
    @inject(SyncUser) private readonly sync: SyncUser,
  ) {}

  async userOf(claims: JWTPayload): Promise<User> {
    const username = subjectOf(claims);
    const { jwts = {} } = this.config;
    if (jwts['validate-user']) {
      const known = await this.users.find(username);
      if (!known) throw new UnauthorizedError('unknown user');
      return known;
    }
    const user = described(username, claims);
    await this.sync.run(user, {
      add: jwts['sync-user-on-login'] ?? false,
      update: jwts['update-user-on-login'] ?? false,
    });
    return user;
  }
}

function described(username: string, claims: JWTPayload): User {
  const roles = [...new Set(textsOf(claims['roles']).filter((role) => GRANTABLE.includes(role)))];
  if (roles.length === 0) throw new UnauthorizedError(`the token grants none of ${GRANTABLE.join(', ')}`);
  return {
    username,
    name: nameOf(claims['name']),
    email: '',
    roles,
    projects: roles.includes('manager') ? textsOf(claims['projects']) : [],
    authSource: AuthSource.token,
  };
}

/** A text, or what Keycloak makes of a list: `{"values": [first, last]}`. */
function nameOf(claim: unknown): string {
  if (typeof claim === 'string') return claim;
  if (typeof claim === 'object' && claim !== null && 'values' in claim) return textsOf(claim.values).join(' ');
  return '';
}
