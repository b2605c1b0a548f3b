import {
  type Authenticator,
  type LoginAttempt,
  type User,
  AuthSource,
  PasswordHasher,
  UnauthorizedError,
  UserStore,
} from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';

/** Users whose password hash is in the database. */
@injectable()
export class LocalAuthenticator implements Authenticator {
  readonly name = 'local';

  constructor(
    @inject(UserStore) private readonly users: UserStore,
    @inject(PasswordHasher) private readonly passwords: PasswordHasher,
  ) {}

  canHandle(attempt: LoginAttempt, known: User | undefined): boolean {
    return attempt.with === 'password' && known?.authSource === AuthSource.local;
  }

  async logIn(attempt: LoginAttempt, known: User | undefined): Promise<User> {
    const hash = known && (await this.users.passwordHashOf(known.username));
    const matches = await this.passwords.verify(attempt.password, hash);
    if (!known || !matches) throw new UnauthorizedError('Authentication failed');
    return known;
  }
}
