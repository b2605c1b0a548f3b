import { inject, injectable } from 'tsyringe';
import { PasswordHasher } from '../contracts/api-tokens.js';
import { Authenticators, type Authenticator, type LoginAttempt } from '../contracts/authenticator.js';
import { Logger } from '../contracts/logger.js';
import { UserStore } from '../contracts/user-store.js';
import type { User } from '../domain/user.js';
import { UnauthorizedError, isCockpitError } from '../errors/index.js';
import { LoginLimits } from './login-limits.js';

export interface LoggedIn {
  readonly user: User;
  /** Name of the authenticator that decided. */
  readonly by: string;
}

/** Tries the ways to log in. The first that can handle the attempt decides. */
@injectable()
export class LogIn {
  private readonly limits = new LoginLimits();

  constructor(
    @inject(Authenticators) private readonly authenticators: Authenticators,
    @inject(UserStore) private readonly users: UserStore,
    @inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /**
   * Rejects with `UnauthorizedError`, one text for all reasons that an attacker could tell apart, or with `TooManyError`.
   * @param address of the client, for the limits
   */
  async run(attempt: LoginAttempt, address: string): Promise<LoggedIn> {
    const takeBack = await this.limits.take(address, attempt.username);
    let known: User | undefined;
    let method: Authenticator | undefined;
    try {
      known = attempt.username ? await this.users.find(attempt.username) : undefined;
      method = await this.methodFor(attempt, known);
      if (!method) return await this.refuse(attempt);
      const user = await method.logIn(attempt, known);
      await takeBack();
      this.log.info({ username: user.username, address, by: method.name }, 'logged in');
      return { user, by: method.name };
    } catch (error) {
      // A name that nobody has may be a password in the wrong field: it is not logged.
      this.log.info({ username: known?.username, address, by: method?.name }, 'login refused');
      if (!isCockpitError(error) || error.kind !== 'unauthorized') await takeBack();
      throw error;
    }
  }

  private async methodFor(attempt: LoginAttempt, known: User | undefined): Promise<Authenticator | undefined> {
    for (const authenticator of this.authenticators.all) {
      if (await authenticator.canHandle(attempt, known)) return authenticator;
    }
    return undefined;
  }

  private async refuse({ password }: LoginAttempt): Promise<never> {
    // As slow as a wrong password, so that the time does not tell which names exist.
    await this.passwords.verify(password, undefined);
    throw new UnauthorizedError('Authentication failed');
  }
}
