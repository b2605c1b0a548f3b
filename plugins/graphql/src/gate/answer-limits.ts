import { token } from '@cc-kernel/core/plugin';

/** How much one request may ask for, beyond what the text of its query says. */
export interface AnswerLimits {
  /** Data points of metrics. */
  readonly points: number;
  /** Rows of one list. */
  readonly rows: number;
}
export const AnswerLimits = token<AnswerLimits>('graphql.AnswerLimits');
