import type { User } from '../domain/user.js';
import { token } from './token.js';

/** Makes API tokens (Ed25519 JWT) as cc-backend makes and takes them. */
export interface ApiTokens {
  /** Rejects with `UnavailableError` when no private key is configured. */
  issue(user: User): Promise<string>;
}
export const ApiTokens = token<ApiTokens>('access.ApiTokens');

/** Hashes local passwords. */
export interface PasswordHasher {
  /** bcrypt, cost 10. Rejects passwords longer than 72 bytes with `InvalidInputError`. */
  hash(password: string): Promise<string>;
  /** Does the password belong to the hash? `undefined`, and what is no hash: no, after the same time. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}
export const PasswordHasher = token<PasswordHasher>('access.PasswordHasher');
