import { type User, Clock, UserStore } from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';

const FRESH_MS = 3_000;
const MOST = 10_000;

/** Users of the database, at most a few seconds old: every request asks, and a change of roles acts almost at once. */
@injectable()
export class FreshUsers {
  private readonly known = new Map<string, { readonly until: number; readonly user: Promise<User | undefined> }>();

  constructor(
    @inject(UserStore) private readonly users: UserStore,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async find(username: string): Promise<User | undefined> {
    const now = this.clock.nowMs();
    const entry = this.known.get(username);
    if (entry && entry.until > now && entry.until <= now + FRESH_MS) return entry.user;
    if (this.known.size >= MOST) this.known.clear();
    const user = this.users.find(username);
    this.known.set(username, { until: now + FRESH_MS, user });
    try {
      return await user;
    } catch (error) {
      this.known.delete(username);
      throw error;
    }
  }
}
