import {
  type Authenticator,
  type LoginAttempt,
  type User,
  Clock,
  UnauthorizedError,
  isCockpitError,
} from '@cc-kernel/core/plugin';
import { jwtVerify, type JWTPayload } from 'jose';
import { inject, injectable } from 'tsyringe';
import { LoginKeys } from './login-keys.js';
import { PortalUsers } from './portal-users.js';
import { refusalOf } from './token-claims.js';
import { bearerOf } from './token-text.js';

/**
 * Login with a token that a portal signed with the shared key `CROSS_LOGIN_JWT_HS512_KEY` (HS256 or HS512). It comes in
 * `Authorization`, else as query parameter `login-token`, and must expire.
 */
@injectable()
export class HmacAuthenticator implements Authenticator {
  readonly name = 'jwt-session';

  constructor(
    @inject(LoginKeys) private readonly keys: Pick<LoginKeys, 'shared'>,
    @inject(PortalUsers) private readonly users: PortalUsers,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  canHandle(attempt: LoginAttempt): boolean {
    return attempt.with === 'token' && this.keys.shared !== undefined && tokenOf(attempt) !== undefined;
  }

  async logIn(attempt: LoginAttempt): Promise<User> {
    return this.users.userOf(await this.claimsOf(tokenOf(attempt) ?? ''));
  }

  private async claimsOf(text: string): Promise<JWTPayload> {
    if (!this.keys.shared) throw new UnauthorizedError('Authentication failed');
    try {
      const { payload } = await jwtVerify(text, this.keys.shared, {
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
