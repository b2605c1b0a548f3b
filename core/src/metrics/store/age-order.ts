import { none } from './none.js';
import type { Records } from './records.js';

/** Chunks that begin within as many seconds count as of one age. */
const grain = 600;

/**
 * Which chunks can go, oldest first: a list for each ten minutes, chained through the chunks' records. Putting in and taking out touch
 * the neighbours only.
 */
export class AgeOrder {
  /** The last one of each list. */
  private readonly lists = new Map<number, number>();
  /** Keys of `lists`, youngest first. */
  private readonly ages: number[] = [];

  /**
   * @param chunks their records
   * @param afterAt where a record keeps the next one in the list
   * @param beforeAt and the one before
   */
  constructor(
    private readonly chunks: Records,
    private readonly afterAt: number,
    private readonly beforeAt: number,
  ) {}

  add(chunk: number, begin: number): void {
    const age = Math.floor(begin / grain);
    const last = this.lists.get(age);
    this.chunks.set(chunk, this.afterAt, last ?? none);
    this.chunks.set(chunk, this.beforeAt, none);
    if (last === undefined) this.ages.splice(this.placeOf(age), 0, age);
    else this.chunks.set(last, this.beforeAt, chunk);
    this.lists.set(age, chunk);
  }

  remove(chunk: number, begin: number): void {
    const { chunks, afterAt, beforeAt } = this;
    const after = chunks.get(chunk, afterAt);
    const before = chunks.get(chunk, beforeAt);
    if (after !== none) chunks.set(after, beforeAt, before);
    if (before !== none) chunks.set(before, afterAt, after);
    else if (after !== none) this.lists.set(Math.floor(begin / grain), after);
    else {
      const age = Math.floor(begin / grain);
      this.lists.delete(age);
      this.ages.splice(this.placeOf(age), 1);
    }
  }

  /** One of the oldest, or `none`. */
  get oldest(): number {
    const age = this.ages.at(-1);
    return age === undefined ? none : this.lists.get(age)!;
  }

  private placeOf(age: number): number {
    let [from, to] = [0, this.ages.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.ages[middle]! > age) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
