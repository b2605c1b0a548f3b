import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LineDecoder } from './line-decoder.js';
import { longestLine } from './line-end.js';
import type { Rejection } from './rejection.js';
import type { Tally } from './tally.js';

const lineFeed = 10;
/** Bytes decoded before others get a turn: about two milliseconds' worth when every key is new. */
const slice = 256 * 1024;

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
  readonly now: () => number;
  /** Called once, when nothing more comes; may take its time to make the samples durable. */
  readonly finish: (tally: Tally) => Promise<void>;
}

/** Puts lines together again that were cut between chunks. */
export class ChunkedSampleWriter implements SampleWriter {
  /** The beginning of a line whose end has not come. */
  private rest: Uint8Array = new Uint8Array(0);
  /** Inside a line that is too long to be kept. */
  private skipping = false;
  private isOver = false;

  constructor(private readonly parts: SampleWriterParts) {}

  push(chunk: Uint8Array): void | Promise<void> {
    if (this.isOver) throw new Error('the batch is over');
    if (chunk.length <= slice) return this.take(chunk);
    return this.takeInSlices(chunk);
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
    this.rest = new Uint8Array(0);
    await this.parts.finish(this.parts.tally);
  }

  private async takeInSlices(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; at += slice) {
      this.take(chunk.subarray(at, at + slice));
      await nextTurn();
    }
  }

  private take(chunk: Uint8Array): void {
    let data = chunk;
    if (this.skipping) {
      const feed = data.indexOf(lineFeed);
      if (feed < 0) return;
      this.skipping = false;
      data = data.subarray(feed + 1);
    }
    if (this.rest.length > 0) {
      // Only up to the end of the cut line: the others are decoded where they are.
      const feed = data.indexOf(lineFeed);
      const cut = feed < 0 ? data.length : feed + 1;
      const joined = concatenated(this.rest, data.subarray(0, cut));
      const used = feed < 0 ? 0 : this.decode(joined);
      data = data.subarray(cut);
      this.keep(joined.subarray(used));
      if (this.rest.length > 0 && data.length > 0) {
        data = concatenated(this.rest, data); // a string that goes on
        this.rest = new Uint8Array(0);
      }
    }
    if (data.length === 0) return;
    this.keep(data.subarray(this.decode(data)));
  }

  private decode(data: Uint8Array): number {
    return this.parts.decoder.decode(data, this.parts.now(), false);
  }

  private keep(rest: Uint8Array): void {
    if (rest.length <= longestLine) {
      this.rest = new Uint8Array(rest); // a copy: the `slice` of a Buffer is a view
      return;
    }
    this.rest = new Uint8Array(0);
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
