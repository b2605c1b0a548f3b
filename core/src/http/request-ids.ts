import { randomBytes } from 'node:crypto';

/** Ids that tell one request from all others of all runs, at the cost of a counter. */
export class RequestIds {
  private readonly run = randomBytes(5).toString('hex');
  private last = 0;

  next(): string {
    this.last += 1;
    return `${this.run}-${this.last.toString(36)}`;
  }
}
