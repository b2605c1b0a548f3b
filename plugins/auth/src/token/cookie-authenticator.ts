import {
  type Authenticator,
  type LoginAttempt,
  type User,
  Clock,
  UnauthorizedError,
  isCockpitError,
} from '@cc-kernel/core/plugin';
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import type { KeyObject } from 'node:crypto';
import { inject, injectable } from 'tsyringe';
import { type AuthConfig, AuthConfigToken } from '../auth-config.js';
import { JwtKeys } from './jwt-keys.js';
import { LoginKeys } from './login-keys.js';
import { PortalUsers } from './portal-users.js';
import { refusalOf } from './token-claims.js';

/**
 * Login with the Ed25519 token that a portal left in the cookie `jwts.cookie-name`. Issuer `jwts.trusted-issuer` is checked
 * with `CROSS_LOGIN_JWT_PUBLIC_KEY`, no issuer with our own key. For those who typed no name.
 */
@injectable()
export class CookieAuthenticator implements Authenticator {
  readonly name = 'jwt-cookie';

  constructor(
    @inject(AuthConfigToken) private readonly config: AuthConfig,
    @inject(JwtKeys) private readonly own: Pick<JwtKeys, 'verifying'>,
    @inject(LoginKeys) private readonly keys: Pick<LoginKeys, 'portal'>,
    @inject(PortalUsers) private readonly users: PortalUsers,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  /** Name of the cookie; `undefined`: a part of what this method needs is not configured. */
  get cookieName(): string | undefined {
    const { 'cookie-name': name, 'trusted-issuer': issuer } = this.config.jwts ?? {};
    return (issuer && this.own.verifying && this.keys.portal && name) || undefined;
  }

  canHandle(attempt: LoginAttempt): boolean {
    return attempt.username === '' && this.tokenOf(attempt) !== undefined;
  }

  async logIn(attempt: LoginAttempt): Promise<User> {
    const text = this.tokenOf(attempt) ?? '';
    try {
      return await this.users.userOf(await this.verify(text));
    } catch (error) {
      throw isCockpitError(error) ? error : refusalOf(error);
    }
  }

  private tokenOf({ cookies }: LoginAttempt): string | undefined {
    return (this.cookieName && cookies[this.cookieName]) || undefined;
  }

  private async verify(text: string): Promise<JWTPayload> {
    const currentDate = new Date(this.clock.now() * 1000);
    const { payload } = await jwtVerify(text, this.keyFor(decodeJwt(text).iss), { algorithms: ['EdDSA'], currentDate });
    return payload;
  }

  private keyFor(issuer: string | undefined): KeyObject {
    const key = !issuer
      ? this.own.verifying
      : issuer === this.config.jwts?.['trusted-issuer']
        ? this.keys.portal
        : undefined;
    if (!key) throw new UnauthorizedError('untrusted JWT issuer');
    return key;
  }
}
