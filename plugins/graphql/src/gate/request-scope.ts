import type { Principal, User } from '@cc-kernel/core/plugin';
import type { AnswerText } from './float-text.js';
import type { PointBudget } from './point-budget.js';

/** What the resolvers of one request share. */
export interface RequestScope {
  readonly principal: Principal;
  /** Aborts when the client leaves or the deadline passes. */
  readonly signal: AbortSignal;
  readonly answer: AnswerText;
  readonly points: PointBudget;
  /** Each user is looked up once, however many jobs name it. */
  readonly users: Map<string, Promise<User | undefined>>;
}
