import type { Principal, User } from '@cc-kernel/core/plugin';
import type { AnswerText } from './float-text.js';
import type { Budget } from './budget.js';
import type { WorkQueue } from './work-queue.js';

/** What the resolvers of one request share. */
export interface RequestScope {
  readonly principal: Principal;
  /** Aborts when the client leaves or the deadline passes. */
  readonly signal: AbortSignal;
  readonly answer: AnswerText;
  /** Everything that reads much goes through here. */
  readonly queue: WorkQueue;
  readonly points: Budget;
  readonly rows: Budget;
  /** Each user is looked up once, however many jobs name it. */
  readonly users: Map<string, Promise<User | undefined>>;
}
