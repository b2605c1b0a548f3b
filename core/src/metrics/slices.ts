import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../contracts/clock.js';

/** Longest stretch of work before others get a turn. */
const sliceMs = 4;

/** Cuts long work into slices, so that nobody waits long. */
export class Slices {
  private since: number;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.since = clock.nowMs();
  }

  /** To be called often. Throws once nobody wants the work done any more. */
  async next(): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.isOver) await this.pause();
  }

  get isOver(): boolean {
    return this.clock.nowMs() - this.since >= sliceMs;
  }

  async pause(): Promise<void> {
    await nextTurn();
    this.signal?.throwIfAborted();
    this.since = this.clock.nowMs();
  }
}
