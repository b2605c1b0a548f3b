import type { Clock } from '../contracts/clock.js';
import { Turns } from './turns.js';

/** Longest stretch of work in the background. */
const backgroundMs = 1;

/** Cuts long work into slices, so that nobody waits long. */
export class Slices {
  private readonly turns: Turns;
  private begun: number;

  /** @param kind `background`: nobody waits for it, so it leaves the turns to others and takes a little behind them */
  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal | undefined,
    private readonly kind: 'awaited' | 'background' = 'awaited',
  ) {
    this.turns = Turns.of(clock);
    this.begun = clock.nowMs();
  }

  /** To be called often. Throws once nobody wants the work done any more. */
  async next(): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.isOver) await this.pause();
  }

  /** A look at the clock: where a step is short, one in many steps is enough. */
  get isOver(): boolean {
    if (this.kind === 'awaited') return this.turns.isOver;
    return Math.abs(this.clock.nowMs() - this.begun) >= backgroundMs; // a clock may be set back
  }

  async pause(): Promise<void> {
    if (this.kind === 'awaited') await this.turns.next();
    else await this.turns.nextBackground();
    this.begun = this.clock.nowMs();
    this.signal?.throwIfAborted();
  }
}
