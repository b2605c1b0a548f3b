import {
  type Principal,
  type User,
  AuthSource,
  Clock,
  UnauthorizedError,
  isCockpitError,
  principalOf,
} from '@cc-kernel/core/plugin';
import { jwtVerify, type JWTPayload } from 'jose';
import { inject, injectable } from 'tsyringe';
import { type AuthConfig, AuthConfigToken } from '../auth-config.js';
import { FreshUsers } from '../fresh-users.js';
import { refusalOf, subjectOf, textsOf } from './token-claims.js';
import { JwtKeys } from './jwt-keys.js';

// A collector sends the same token thousands of times; checking the signature once is enough.
const MOST_REMEMBERED = 1_000;
const LONGEST_TEXT = 16 * 1024;
// Decoders are lenient with blanks and padding; one token shall have one text.
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]*$/;

interface Verified {
  readonly principal: Principal;
  readonly notBefore: number;
  readonly expires: number;
}

/** Finds out who an API token stands for. */
@injectable()
export class ApiTokenVerifier {
  /** Good tokens by their text, oldest use first. */
  private readonly remembered = new Map<string, Verified>();

  constructor(
    @inject(AuthConfigToken) private readonly config: AuthConfig,
    @inject(JwtKeys) private readonly keys: JwtKeys,
    @inject(FreshUsers) private readonly users: FreshUsers,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects with `UnauthorizedError`. */
  async principalOf(text: string): Promise<Principal> {
    const { principal } = this.recall(text) ?? (await this.verify(text));
    if (!this.config.jwts?.['validate-user']) return principal;
    const user = await this.users.find(principal.username);
    if (!user) throw new UnauthorizedError('unknown user');
    return principalOf(user, 'token');
  }

  private recall(text: string): Verified | undefined {
    const known = this.remembered.get(text);
    if (!known) return undefined;
    this.remembered.delete(text);
    const now = this.clock.now();
    if (known.expires <= now || known.notBefore > now) return undefined;
    this.remembered.set(text, known);
    return known;
  }

  private async verify(text: string): Promise<Verified> {
    const claims = await this.claimsOf(text);
    const verified = {
      principal: principalOf(userOf(claims), 'token'),
      notBefore: claims.nbf ?? -Infinity,
      expires: claims.exp ?? Infinity,
    };
    this.remembered.set(text, verified);
    if (this.remembered.size > MOST_REMEMBERED) {
      const [oldest = ''] = this.remembered.keys();
      this.remembered.delete(oldest);
    }
    return verified;
  }

  private async claimsOf(text: string): Promise<JWTPayload> {
    if (!this.config.jwts || !this.keys.verifying) {
      throw new UnauthorizedError('API tokens are not set up on this server');
    }
    if (text.length > LONGEST_TEXT || !SHAPE.test(text)) throw new UnauthorizedError('token is malformed');
    try {
      const currentDate = new Date(this.clock.now() * 1000);
      const { payload } = await jwtVerify(text, this.keys.verifying, { algorithms: ['EdDSA'], currentDate });
      return payload;
    } catch (error) {
      throw isCockpitError(error) ? error : refusalOf(error);
    }
  }
}

function userOf(claims: JWTPayload): User {
  return {
    username: subjectOf(claims),
    name: '',
    email: '',
    roles: textsOf(claims['roles']),
    projects: [],
    authSource: AuthSource.token,
  };
}
