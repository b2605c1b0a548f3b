import { InvalidInputError } from '@cc-kernel/core/plugin';

/**
 * How much of something one request may still read. The size of an answer depends on nodes, samples and rows, which no rule on the
 * query's text knows, so it is charged with what was really read.
 */
export class Budget {
  private spent = 0;

  constructor(
    readonly limit: number,
    /** e.g. `data points` */
    private readonly what: string,
    /** e.g. `ask for fewer metrics` */
    private readonly advice: string,
  ) {}

  charge(amount: number): void {
    this.spent += amount;
    this.check();
  }

  /** Refuses when the request has read more than it may. */
  check(): void {
    if (this.spent <= this.limit) return;
    throw new InvalidInputError(
      `the answer would hold more than the ${this.limit} ${this.what} allowed in one request: ${this.advice}`,
    );
  }
}
