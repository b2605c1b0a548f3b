import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateClass } from '../contracts/routes.js';
import { TooManyError } from '../errors/index.js';

type Limited = Exclude<RateClass, 'none'>;

export type RateLimitsConfig = Readonly<Record<Limited, { readonly points: number; readonly seconds: number }>>;

/**
 * Requests of one address. Wide enough for a scheduler that reports a thousand starts a second and for a site behind one
 * proxy; narrow enough that a script in a loop is told. Failed logins are counted by name too, in `LogIn`.
 */
export const DEFAULT_RATE_LIMITS: RateLimitsConfig = {
  login: { points: 300, seconds: 60 },
  api: { points: 100_000, seconds: 10 },
  ui: { points: 10_000, seconds: 10 },
};

export class RateLimits {
  private readonly limiters: Readonly<Record<Limited, RateLimiterMemory>>;

  constructor(config: RateLimitsConfig = DEFAULT_RATE_LIMITS) {
    const limiter = (name: Limited): RateLimiterMemory =>
      new RateLimiterMemory({ keyPrefix: name, points: config[name].points, duration: config[name].seconds });
    this.limiters = { login: limiter('login'), api: limiter('api'), ui: limiter('ui') };
  }

  /** Rejects with `TooManyError` when the address has used up its share. */
  async take(rate: Limited, address: string): Promise<void> {
    try {
      await this.limiters[rate].consume(address);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyError('too many requests, try again later', Math.ceil(refusal.msBeforeNext / 1000));
    }
  }
}
