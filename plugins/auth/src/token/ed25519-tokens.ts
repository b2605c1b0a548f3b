import { type ApiTokens, type User, Clock, UnavailableError } from '@cc-kernel/core/plugin';
import { SignJWT } from 'jose';
import { inject, injectable } from 'tsyringe';
import { type AuthConfig, AuthConfigToken, tokenLifetime } from '../auth-config.js';
import { JwtKeys } from './jwt-keys.js';

/** Makes API tokens that cc-backend and cc-metric-store accept too: claims `sub`, `roles`, `iat` and, with a lifetime, `exp`. */
@injectable()
export class Ed25519Tokens implements ApiTokens {
  constructor(
    @inject(AuthConfigToken) private readonly config: AuthConfig,
    @inject(JwtKeys) private readonly keys: JwtKeys,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async issue(user: User): Promise<string> {
    if (!this.config.jwts) throw new UnavailableError('API tokens need section auth.jwts in the configuration');
    if (!this.keys.signing) throw new UnavailableError('API tokens need JWT_PRIVATE_KEY in the environment');
    const now = this.clock.now();
    const lifetime = tokenLifetime(this.config);
    const claims = {
      sub: user.username,
      roles: [...user.roles],
      iat: now,
      ...(lifetime === undefined ? {} : { exp: now + Math.floor(lifetime) }),
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' }).sign(this.keys.signing);
  }
}
