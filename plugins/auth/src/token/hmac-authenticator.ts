import {
  type Authenticator,
  type LoginAttempt,
  type User,
  AuthSource,
  Clock,
  UnauthorizedError,
  UserStore,
  isCockpitError,
} from '@cc-kernel/core/plugin';
import { jwtVerify, type JWTPayload } from 'jose';
import { inject, injectable } from 'tsyringe';
import { type AuthConfig, AuthConfigToken } from '../auth-config.js';
import { LoginKey } from './login-key.js';
import { refusalOf, subjectOf, textsOf } from './token-claims.js';
import { bearerOf } from './token-text.js';

/** What a token of another program may make somebody. Not `admin` and not `api`: who holds that program's key is not our operator. */
const GRANTABLE = ['user', 'manager', 'support'];

/**
 * Login with a token that a portal signed with the shared key `CROSS_LOGIN_JWT_HS512_KEY` (HS256 or HS512). It comes in
 * `Authorization`, else as query parameter `login-token`, and must expire.
 */
@injectable()
export class HmacAuthenticator implements Authenticator {
  readonly name = 'jwt-session';

  constructor(
    @inject(AuthConfigToken) private readonly config: AuthConfig,
    @inject(LoginKey) private readonly key: LoginKey,
    @inject(UserStore) private readonly users: UserStore,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  canHandle(attempt: LoginAttempt): boolean {
    return attempt.with === 'token' && this.key.bytes !== undefined && tokenOf(attempt) !== undefined;
  }

  async logIn(attempt: LoginAttempt): Promise<User> {
    const claims = await this.claimsOf(tokenOf(attempt) ?? '');
    const username = subjectOf(claims);
    if (this.config.jwts?.['validate-user']) {
      const user = await this.users.find(username);
      if (!user) throw new UnauthorizedError('unknown user');
      return user;
    }
    const roles = textsOf(claims['roles']).filter((role) => GRANTABLE.includes(role));
    if (roles.length === 0) throw new UnauthorizedError(`the token grants none of ${GRANTABLE.join(', ')}`);
    return {
      username,
      name: nameOf(claims['name']),
      email: '',
      roles: [...new Set(roles)],
      projects: textsOf(claims['projects']),
      authSource: AuthSource.token,
    };
  }

  private async claimsOf(text: string): Promise<JWTPayload> {
    if (!this.key.bytes) throw new UnauthorizedError('Authentication failed');
    try {
      const { payload } = await jwtVerify(text, this.key.bytes, {
        algorithms: ['HS256', 'HS512'],
        requiredClaims: ['exp'],
        currentDate: new Date(this.clock.now() * 1000),
      });
      return payload;
    } catch (error) {
      throw isCockpitError(error) ? error : refusalOf(error);
    }
  }
}

function tokenOf({ headers, query }: LoginAttempt): string | undefined {
  const authorization = headers['authorization'];
  // A proxy's Basic credentials are not for us.
  if (typeof authorization === 'string' && !/^basic /i.test(authorization)) return bearerOf(authorization);
  const fromQuery = query['login-token'];
  return (typeof fromQuery === 'string' ? fromQuery : fromQuery?.[0]) || undefined;
}

/** A text, or what Keycloak makes of a list: `{"values": [first, last]}`. */
function nameOf(claim: unknown): string {
  if (typeof claim === 'string') return claim;
  if (typeof claim === 'object' && claim !== null && 'values' in claim) return textsOf(claim.values).join(' ');
  return '';
}
