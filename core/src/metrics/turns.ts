import type { Clock } from '../contracts/clock.js';

/** Longest stretch of work in one turn of the event loop, by everybody together for whom somebody waits. */
const turnMs = 2;
const byClock = new WeakMap<Clock, Turns>();

/**
 * Shares the turns of the event loop among all long work, so that ten bodies, queries and tasks at once keep the others waiting no
 * longer than one. Whoever has to wait goes on in the order of asking. Work in the background has a place of its own at the end of each
 * turn: it makes nobody wait for a turn, and always goes on.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private readonly background: (() => void)[] = [];
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
    return this.wait(this.waiting);
  }

  /** Resolves at the end of a later turn, for one at a time: whoever goes on does so for a millisecond or less. */
  nextBackground(): Promise<void> {
    return this.wait(this.background);
  }

  private wait(queue: (() => void)[]): Promise<void> {
    if (this.since === undefined) this.begin(this.clock.nowMs());
    return new Promise((resolve) => queue.push(resolve));
  }

  private begin(now: number): void {
    this.since = now;
    setImmediate(() => void this.nextTurn());
  }

  private async nextTurn(): Promise<void> {
    this.since = undefined;
    while (this.waiting.length > 0 && !this.isOver) await goOn(this.waiting);
    if (this.background.length > 0) await goOn(this.background);
    const isAnybodyLeft = this.waiting.length + this.background.length > 0;
    if (isAnybodyLeft && this.since === undefined) this.begin(this.clock.nowMs());
  }
}

/** Resolves when the first of them has done its work. */
async function goOn(queue: (() => void)[]): Promise<void> {
  queue.shift()?.();
  await new Promise<void>((resolve) => process.nextTick(resolve));
}
