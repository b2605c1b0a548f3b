import type { Turns } from '../turns.js';
import type { LineDecoder } from './line-decoder.js';
import { longestLine } from './line-end.js';
import type { Rejection } from './rejection.js';
import type { Tally } from './tally.js';

const lineFeed = 10;
const nothing: Uint8Array = new Uint8Array(0);

/** What became of a batch: received = stored + rejected + too old. */
export interface WriteReport {
  /** Lines with something on them, comments left out. */
  readonly received: number;
  readonly stored: number;
  readonly rejected: number;
  /** Further behind the newest sample of their series than the retention. */
  readonly tooOld: number;
  /** At most five; those that make the batch an error come first. */
  readonly firstRejections: readonly Rejection[];
  /** The sender should be told that the batch holds errors. The other lines are stored all the same. */
  readonly fatal?: Rejection;
}

/** Takes one batch of line protocol as it comes in. */
export interface SampleWriter {
  /** Lines may be cut anywhere between chunks. The chunk may be reused once this returned or resolved. */
  push(chunk: Uint8Array): void | Promise<void>;
  /** No more data: an unfinished last line counts as a line. Resolves once the samples are as safe as they will be. */
  end(): Promise<WriteReport>;
  /** The data broke off: whole lines stay, an unfinished one is not used. */
  abort(): void;
}

export interface SampleWriterParts {
  readonly decoder: LineDecoder;
  readonly tally: Tally;
  /** Shared with all other work. */
  readonly turns: Turns;
  readonly now: () => number;
  /** Called once, when nothing more comes; may take its time to make the samples durable. */
  readonly finish: (tally: Tally) => Promise<void>;
}

/** Puts lines together again that were cut between chunks. */
export class ChunkedSampleWriter implements SampleWriter {
  /** The beginning of a line whose end has not come. */
  private rest = nothing;
  /** Inside a line that is too long to be kept. */
  private skipping = false;
  private isOver = false;

  constructor(private readonly parts: SampleWriterParts) {}

  push(chunk: Uint8Array): void | Promise<void> {
    if (this.isOver) throw new Error('the batch is over');
    const left = this.parts.turns.isFree ? this.take(chunk) : chunk;
    if (left.length > 0) return this.takeLater(left);
  }

  async end(): Promise<WriteReport> {
    const { decoder, tally, now } = this.parts;
    if (!this.isOver) {
      if (this.rest.length > 0) decoder.decode(this.rest, now(), true);
      await this.close();
    }
    const { received, stored, rejected, tooOld, firstRejections, fatal } = tally;
    return { received, stored, rejected, tooOld, firstRejections, ...(fatal ? { fatal } : {}) };
  }

  abort(): void {
    if (this.isOver) return;
    if (this.rest.length > 0) this.parts.decoder.rejectLine('unfinished', this.rest);
    // Nobody waits for the outcome, and whoever has to know of a broken journal hears it from the journal.
    this.close().catch(() => {});
  }

  private async close(): Promise<void> {
    this.isOver = true;
    this.rest = nothing;
    await this.parts.finish(this.parts.tally);
  }

  private async takeLater(chunk: Uint8Array): Promise<void> {
    for (let left = chunk; left.length > 0;) {
      await this.parts.turns.next();
      if (this.isOver) return; // broken off meanwhile, and counted
      left = this.take(left);
    }
  }

  /** Returns what there was no time for. */
  private take(chunk: Uint8Array): Uint8Array {
    let data = chunk;
    if (this.skipping) {
      const feed = data.indexOf(lineFeed);
      if (feed < 0) return nothing;
      this.skipping = false;
      data = data.subarray(feed + 1);
    }
    if (this.rest.length > 0) {
      // Only up to the end of the cut line: the others are decoded where they are.
      const feed = data.indexOf(lineFeed);
      const cut = feed < 0 ? data.length : feed + 1;
      const joined = concatenated(this.rest, data.subarray(0, cut));
      const used = feed < 0 ? 0 : this.parts.decoder.decode(joined, this.parts.now(), false);
      data = data.subarray(cut);
      this.keep(joined.subarray(used));
      if (this.rest.length > 0 && data.length > 0) {
        data = concatenated(this.rest, data); // a string that goes on
        this.rest = nothing;
      }
    }
    if (data.length === 0) return nothing;
    const { decoder, turns, now } = this.parts;
    const left = data.subarray(decoder.decode(data, now(), false, turns));
    if (decoder.isInterrupted) return left;
    this.keep(left);
    return nothing;
  }

  private keep(rest: Uint8Array): void {
    if (rest.length <= longestLine) {
      this.rest = new Uint8Array(rest); // a copy: the `slice` of a Buffer is a view
      return;
    }
    this.rest = nothing;
    this.parts.decoder.rejectLine('tooLong', rest);
    this.skipping = true;
  }
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
