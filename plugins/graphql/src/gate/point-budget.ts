import { InvalidInputError } from '@cc-kernel/core/plugin';

/**
 * How many data points one request may still read. The size of an answer depends on nodes × samples, which no rule on the query's
 * text knows, so it is charged with what was really read.
 */
export class PointBudget {
  private spent = 0;

  constructor(private readonly limit: number) {}

  charge(points: number): void {
    this.spent += points;
    if (this.spent <= this.limit) return;
    throw new InvalidInputError(
      `the answer would hold ${this.spent} data points, more than the ${this.limit} allowed in one request: ` +
        'ask for fewer metrics, a coarser scope or a larger resolution',
    );
  }
}
