import type { Clock } from '../contracts/clock.js';
import { Turns } from './turns.js';

/** Cuts long work into slices, so that nobody waits long. */
export class Slices {
  private readonly turns: Turns;

  constructor(
    clock: Clock,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.turns = Turns.of(clock);
  }

  /** To be called often. Throws once nobody wants the work done any more. */
  async next(): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.isOver) await this.pause();
  }

  /** A look at the clock: where a step is short, one in many steps is enough. */
  get isOver(): boolean {
    return this.turns.isOver;
  }

  async pause(): Promise<void> {
    await this.turns.next();
    this.signal?.throwIfAborted();
  }
}
