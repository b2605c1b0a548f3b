import { expectedLinesCode } from './expected-lines-code.js';
import type { KeyMemory } from './key-memory.js';

/** Bytes of line protocol that are looked at in one go: few hundred lines, so that others need not wait for more. */
const windowBytes = 32 * 1024;
/** More lines than a window can hold. */
const mostLines = windowBytes / 16;
/** A line that ends this close to the window's end may go on behind it. */
const longestExpected = 4096;

/** In bytes from the memory's begin on. What lies before belongs to the code: its constants begin at 1,024. */
const stopAt = 2048;
const windowAt = 2112;
const seriesAt = windowAt + windowBytes + 64;
const valuesAt = seriesAt + 4 * mostLines;
const startsAt = valuesAt + 4 * mostLines;
const timesAt = startsAt + 4 * mostLines;
/** Words of its memory that this takes. */
export const expectedLinesWords = (timesAt + 8 * mostLines) / 4;

const code = new WebAssembly.Module(Buffer.from(expectedLinesCode, 'base64'));

/**
 * Lines of the usual kind: the key is the one that followed the last key before, the value is a plain decimal, the time has ten digits.
 * Compiled from core/wasm/expected-lines.ts; makes no string and no object.
 */
export class ExpectedLines {
  /** What `take` found, line by line: series, value, and time in seconds. */
  series!: Int32Array;
  values!: Float32Array;
  times!: Float64Array;
  /** Behind the last line that was taken. */
  end = 0;
  /** Key of the last line that was taken. */
  key = 0;
  private starts!: Int32Array;
  private readonly code: (begin: number, end: number, key: number, latest: number) => number;
  /** Which part of the bytes lies in the window. */
  private from = 0;
  private to = 0;
  private begun = 0;

  constructor(private readonly memory: KeyMemory) {
    const { layOut, take } = new WebAssembly.Instance(code, { env: { memory: memory.memory } }).exports;
    if (!layOut || !take) throw new Error('core/wasm exports something else');
    layOut(stopAt, seriesAt, valuesAt, timesAt, startsAt);
    this.code = take;
    this.look();
  }

  /** Other bytes follow. */
  forget(): void {
    this.to = 0;
  }

  /**
   * Takes lines from `at` on. Returns how many of the usual kind come one after the other; there may be more of them behind `end`
   * if `isCut`.
   *
   * @param key of the line before
   * @param latest time that a line of the usual kind has
   */
  take(bytes: Uint8Array, at: number, key: number, latest: number): number {
    if (this.series.buffer !== this.memory.words.buffer) this.look();
    if (at < this.from || at >= this.to) this.load(bytes, at);
    this.begun = at;
    const { words } = this.memory;
    const base = windowAt - this.from;
    const count = this.code(base + at, base + this.to, key, latest);
    this.end = at + words[stopAt / 4]!;
    this.key = words[stopAt / 4 + 1]!;
    return count;
  }

  /** Whether the window ends where the line at `at` does not yet. */
  isCut(bytes: Uint8Array, at: number): boolean {
    return this.to < bytes.length && this.to - at < longestExpected && at > this.from;
  }

  /** Where the line begins that gave result number `index`. */
  startOf(index: number): number {
    return this.begun + this.starts[index]!;
  }

  private load(bytes: Uint8Array, from: number): void {
    const to = Math.min(bytes.length, from + windowBytes);
    const target = this.memory.bytes;
    target.set(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to), windowAt);
    target[windowAt + to - from] = 0;
    this.from = from;
    this.to = to;
  }

  private look(): void {
    const { buffer } = this.memory.words;
    this.series = new Int32Array(buffer, seriesAt, mostLines);
    this.values = new Float32Array(buffer, valuesAt, mostLines);
    this.starts = new Int32Array(buffer, startsAt, mostLines);
    this.times = new Float64Array(buffer, timesAt, mostLines);
  }
}
