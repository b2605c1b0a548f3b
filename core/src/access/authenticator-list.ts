import { injectable } from 'tsyringe';
import type { Authenticator, Authenticators } from '../contracts/authenticator.js';
import { ConflictError } from '../errors/index.js';

/** The ways to log in, in the order in which they are tried. */
@injectable()
export class AuthenticatorList implements Authenticators {
  private readonly list: Authenticator[] = [];

  get all(): readonly Authenticator[] {
    return this.list;
  }

  add(authenticator: Authenticator): void {
    if (this.list.some((known) => known.name === authenticator.name)) {
      throw new ConflictError(`there are two authenticators named "${authenticator.name}"`);
    }
    this.list.push(authenticator);
  }
}
