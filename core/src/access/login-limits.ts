import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyError } from '../errors/index.js';

const WINDOW_SECONDS = 15 * 60;
const FAILURES_BY_NAME = 5;
const FAILURES_BY_ADDRESS = 100;

/**
 * Failed logins: a few for one name from one address, more for one address. A success costs nothing. An attempt is
 * counted before it is tried, so that many at once gain nothing.
 */
export class LoginLimits {
  private readonly byName = new RateLimiterMemory({
    keyPrefix: 'name',
    points: FAILURES_BY_NAME,
    duration: WINDOW_SECONDS,
  });
  private readonly byAddress = new RateLimiterMemory({
    keyPrefix: 'address',
    points: FAILURES_BY_ADDRESS,
    duration: WINDOW_SECONDS,
  });

  /** Rejects with `TooManyError`, or resolves with what takes the attempt back. */
  async take(address: string, username: string): Promise<() => Promise<void>> {
    const name = `${address} ${username}`;
    try {
      // One after the other: an attempt that is refused for its name does not count against the address.
      if (username) await this.byName.consume(name);
      await this.byAddress.consume(address);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.ceil(refusal.msBeforeNext / 1000);
      throw new TooManyError('too many login attempts, try again in a few minutes', seconds);
    }
    return async () => {
      if (username) await this.byName.reward(name);
      await this.byAddress.reward(address);
    };
  }
}
