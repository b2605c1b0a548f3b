import { UnavailableError } from '@cc-kernel/core/plugin';
import type { ColumnJournal, JournalColumns, JournalSeries } from '@cc-kernel/core/plugin';
import type { Durability } from '../config.js';
import { GrowingColumns } from './columns.js';
import type { LogAnswer, LogState, LogThread } from './log-messages.js';

/** Samples that may wait for the disk; whoever brings more is told to come again. */
const mostWaiting = 4_000_000;

/** At level `memory`: with more than that not written yet, senders wait as at the other levels. */
const mostUnwritten = 500_000;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Gathers samples while the thread writes the ones before: what came meanwhile is written together, so that one wait for the disk serves
 * all. Nobody is told that samples are safe before they are.
 */
export class SampleJournal implements ColumnJournal {
  private declared: JournalSeries[] = [];
  private seriesCount = 0;
  private pending = new GrowingColumns();
  private waiters: Waiter[] = [];
  private inFlight = 0;
  private running: Promise<void> | undefined;
  private final: string | undefined;
  private passing: string | undefined;
  private readonly sizes = new Map<number, number>();
  private lost = 0;
  private longest = 0;

  constructor(
    private readonly thread: LogThread,
    private readonly durability: Durability,
    private readonly onGrowth: (bytes: number) => void = () => {},
  ) {
    thread.onNotice(({ failure }) => {
      this.final ??= failure;
    });
  }

  /** Why samples are not taken at the moment; `undefined`: they are. */
  get trouble(): string | undefined {
    return this.final ?? this.passing;
  }

  /** Samples that a sender was not told to bring again, and that did not reach the log: at level `memory` only. */
  get lostSamples(): number {
    return this.lost;
  }

  /** The longest time so far, in milliseconds, that written samples waited for the sync that covers them. */
  get longestUnsynced(): number {
    return this.longest;
  }

  /** Bytes of the segments of this process. */
  get size(): number {
    let sum = 0;
    for (const size of this.sizes.values()) sum += size;
    return sum;
  }

  declareSeries(series: JournalSeries): number {
    this.declared.push(series);
    return this.seriesCount++;
  }

  append(columns: JournalColumns): Promise<void> {
    if (this.final !== undefined) return Promise.reject(unavailable(this.final));
    if (this.pending.count > 0 && this.pending.count + this.inFlight + columns.count > mostWaiting)
      return Promise.reject(new UnavailableError('the log cannot follow: the disk is too slow for so many samples'));
    this.pending.add(columns);
    if (this.durability === 'memory' && this.pending.count < mostUnwritten) {
      this.run();
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.run();
    });
  }

  /** What is appended from now on goes to segments from the returned number on. `undefined`: the log is broken. */
  async cut(): Promise<number | undefined> {
    const answer = await this.thread.request({ kind: 'cut' });
    if ('failure' in answer) {
      this.failed(answer);
      return undefined;
    }
    return answer.segment;
  }

  /** Segments before this one are gone. */
  dropped(before: number): void {
    for (const segment of this.sizes.keys()) if (segment < before) this.sizes.delete(segment);
  }

  /** Writes what is still waiting. */
  async close(): Promise<void> {
    while (this.running) await this.running;
    await this.thread.request({ kind: 'close' });
    await this.thread.end();
  }

  private run(): void {
    this.running ??= this.commitAll().finally(() => {
      this.running = undefined;
      if (this.pending.count > 0) this.run(); // it came in the very moment of ending
    });
  }

  private async commitAll(): Promise<void> {
    await Promise.resolve(); // what comes in the same turn goes along
    while (this.pending.count > 0) {
      const { pending: columns, declared, waiters } = this;
      this.pending = new GrowingColumns(Math.min(columns.count, 500_000)); // as many may come again
      this.declared = [];
      this.waiters = [];
      const { count } = columns;
      this.inFlight = count;
      const answer = await this.thread.request({ kind: 'commit', declared, columns });
      this.inFlight = 0;
      if ('failure' in answer) {
        this.failed(answer);
        if (this.durability === 'memory') this.lost += count;
        for (const { reject } of waiters) reject(unavailable(answer.failure));
      } else {
        this.passing = undefined;
        if ('size' in answer) this.note(answer);
        for (const { resolve } of waiters) resolve();
        this.onGrowth(this.size);
      }
    }
  }

  private note({ segment, size, longestUnsynced }: LogState): void {
    this.sizes.set(segment, size);
    this.longest = longestUnsynced;
  }

  private failed(answer: Extract<LogAnswer, { failure: string }>): void {
    if (answer.isFinal) this.final ??= answer.failure;
    else this.passing = answer.failure;
  }
}

function unavailable(reason: string): UnavailableError {
  return new UnavailableError(`samples cannot be made safe: ${reason}`);
}
