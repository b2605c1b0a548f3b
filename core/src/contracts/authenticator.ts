import type { User } from '../domain/user.js';
import { token } from './token.js';

export interface LoginAttempt {
  /** What came in: a name with a password, or a token that another program made. */
  readonly with: 'password' | 'token';
  readonly username: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string>>;
}

/**
 * One way to log in. The first one that can handle an attempt decides; its refusal is final.
 * Added to `Authenticators` by a plugin at start.
 * @see describeAuthenticator
 */
export interface Authenticator {
  /** For log and audit, e.g. `local`, `ldap`. */
  readonly name: string;
  canHandle(attempt: LoginAttempt, known: User | undefined): boolean | Promise<boolean>;
  /** Resolves with the user, or rejects with `UnauthorizedError`: one text for all reasons that an attacker could tell apart. */
  logIn(attempt: LoginAttempt, known: User | undefined): Promise<User>;
}

export interface Authenticators {
  add(authenticator: Authenticator): void;
  readonly all: readonly Authenticator[];
}
export const Authenticators = token<Authenticators>('access.Authenticators');
