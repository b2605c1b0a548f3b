import type { Clock } from '../contracts/clock.js';

/** Longest stretch of work in one turn of the event loop, by everybody together. */
const turnMs = 3;
const byClock = new WeakMap<Clock, Turns>();

/**
 * Shares the turns of the event loop among all long work, so that ten bodies, queries and tasks at once keep the others waiting no
 * longer than one. Whoever has to wait goes on in the order of asking.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  /** When the work of this turn began; `undefined`: nobody did any yet. */
  private since: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** The same for all that measure time by this clock. */
  static of(clock: Clock): Turns {
    let turns = byClock.get(clock);
    if (!turns) byClock.set(clock, (turns = new Turns(clock)));
    return turns;
  }

  /** There is time left in this turn, and nobody has waited for it. */
  get isFree(): boolean {
    return this.waiting.length === 0 && !this.isOver;
  }

  /** The time of this turn is used up. Whoever is at work should ask now and then, and go on in a later one. */
  get isOver(): boolean {
    const now = this.clock.nowMs();
    if (this.since === undefined) this.begin(now);
    return Math.abs(now - this.since!) >= turnMs; // a clock may be set back
  }

  /** Resolves when there is time, in a later turn. */
  next(): Promise<void> {
    if (this.since === undefined) this.begin(this.clock.nowMs());
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private begin(now: number): void {
    this.since = now;
    setImmediate(() => void this.nextTurn());
  }

  private async nextTurn(): Promise<void> {
    this.since = undefined;
    while (this.waiting.length > 0 && !this.isOver) {
      this.waiting.shift()!();
      await afterMicrotasks(); // by then it has done its work
    }
  }
}

function afterMicrotasks(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
