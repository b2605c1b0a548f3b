import type { Level } from '../store/level.js';
import type { MetricStore } from '../store/metric-store.js';
import { gone, noRoom, stored, tooOld } from '../store/series-columns.js';
import { longestKey } from './key-table.js';
import type { KeyTable } from './key-table.js';
import { findLineEnd } from './line-end.js';
import { longestDecimal, parseDecimal } from './parse-decimal.js';
import { checkText, endOfKey, parseFields, parseLineTime } from './parse-line.js';
import { QuickResolver } from './quick-resolver.js';
import { RejectedLine, rejected } from './rejection.js';
import type { SampleLog } from './sample-log.js';
import { resolveKey } from './series-resolver.js';
import type { Tally } from './tally.js';

const space = 32;
const lineFeed = 10;
const carriageReturn = 13;
const hash = 35;
const zero = 48;
/** ` 1772323200\n` */
const canonicalTime = 12;
/** ` value=` */
const fieldLength = 7;
/** Bytes that may be looked at behind a key. */
const margin = longestDecimal + canonicalTime + 4;
/** A sample may be this many of its steps ahead of the clock. */
const stepsAhead = 10;
/** Bytes between two looks at the clock: about two hundred lines. */
const stretch = 16_384;
/** More keys than that are not those of steady senders. */
const keysASeries = 4;
const fewSeries = 25_000;
/** After so many unexpected keys one after the other, only one line in as many is tried as an expected one. */
const patience = 8;

/**
 * Line protocol into the store, for one batch. Most lines are those that were expected (`ExpectedLines`): their key is the one that followed
 * the last key before, their value is a plain decimal, their time has ten digits. Lines of that form with another key are read here; all
 * others are read slowly, and by every rule.
 */
export class LineDecoder {
  private readonly number = new Float64Array(1);
  private readonly resolver: QuickResolver;
  /** The bytes being decoded, once somebody wanted strings of them. */
  private text: Buffer = Buffer.alloc(0);
  /** Key of the line before; 0: none. */
  private key = 0;
  private keyGeneration = -1;
  private line = 0;
  private surprises = 0;
  /** The last data held more lines than there was time for. */
  isInterrupted = false;

  /**
   * @param defaultTime for lines without a time
   * @param log gets each stored sample, where they are journalled
   */
  constructor(
    private readonly store: MetricStore,
    private readonly keys: KeyTable,
    private readonly defaultCluster: string,
    private readonly defaultTime: number,
    private readonly tally: Tally,
    private readonly log: SampleLog | undefined,
  ) {
    this.resolver = new QuickResolver(store, defaultCluster, keys.names);
  }

  /**
   * Takes whole lines, and of the last data also an unfinished one. Returns how many bytes were used; the rest has to come again, with
   * more behind it unless `isInterrupted`.
   * @param turns stops when the time of the turn is over; left out: goes on to the end
   */
  decode(bytes: Uint8Array, now: number, isLast: boolean, turns?: { readonly isOver: boolean }): number {
    const { expected } = this.keys;
    this.forgetStaleKeys();
    this.isInterrupted = false;
    expected.forget();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (let look = stretch; at < bytes.length;) {
      const from = at;
      at = this.takeExpected(bytes, view, from, now);
      if (at > from && expected.isCut(bytes, at)) expected.forget();
      else if (at < bytes.length) {
        let next = this.takeUsual(bytes, view, at, now);
        if (next < 0) next = this.decodeSlowly(bytes, view, at, now, isLast);
        if (next < 0) break;
        at = next;
      }
      if (at < look) continue;
      look = at + stretch;
      this.isInterrupted = turns !== undefined && at < bytes.length && turns.isOver;
      if (this.isInterrupted) break;
    }
    return at;
  }

  /** Lines with the keys that were expected, no more than are looked at in one go. Returns where it came to. */
  private takeExpected(bytes: Uint8Array, view: DataView, at: number, now: number): number {
    const { key, keys } = this;
    if (key === 0 || keys.nextOf(key) === key) return at;
    if (this.surprises >= patience && this.line % patience !== 0) return at;
    const { expected } = keys;
    const count = expected.take(bytes, at, key, now);
    if (count === 0) {
      this.surprises++;
      return at;
    }
    this.surprises = 0;
    this.storeExpected(bytes, view, count);
    this.line += count;
    this.key = expected.key;
    return expected.end;
  }

  private storeExpected(bytes: Uint8Array, view: DataView, count: number): void {
    const { store, tally, log } = this;
    const { series, times, values } = this.keys.expected;
    for (let from = 0; from < count; from++) {
      const to = store.series.writeAll(series, times, values, from, count);
      tally.stored += to - from;
      log?.addAll(series, times, values, from, to);
      if (to < count) this.storeRefused(bytes, view, to);
      from = to;
    }
  }

  /** A sample that the store did not take at first sight. */
  private storeRefused(bytes: Uint8Array, view: DataView, index: number): void {
    const { keys } = this;
    const { expected } = keys;
    const from = expected.startOf(index);
    const end = bytes.indexOf(lineFeed, from);
    const keyEnd = endOfKey(bytes, from, end);
    const series = expected.series[index]!;
    try {
      this.storeSample({ bytes, from, keyEnd, end }, series, expected.times[index]!, expected.values[index]!, () =>
        keys.find(bytes, view, from, keyEnd - from),
      );
    } catch (error) {
      this.reject(error, this.line + index + 1, bytes.subarray(from, end));
    }
  }

  /**
   * One line of the usual form, whose key was not expected. Returns where the next one begins, or -1 when this one has to be read slowly.
   */
  private takeUsual(bytes: Uint8Array, view: DataView, at: number, now: number): number {
    const { keys, number } = this;
    const known = keys.findInLine(bytes, view, at, bytes.length - margin);
    if (keys.endInLine === 0) return -1;
    const place = parseDecimal(bytes, keys.endInLine + fieldLength, number);
    if (place < 0 || bytes[place] !== space || bytes[place + 11] !== lineFeed) return -1;
    const time = tenDigits(bytes, place + 1);
    if (time < 0 || time > now) return -1;
    const key = known === 0 ? this.learn(bytes, at, keys.endInLine) : known;
    if (key === 0) return -1;
    const series = keys.seriesOf(key);
    if (this.store.series.write(series, time, number[0]!) !== stored) return -1;
    this.log?.add(series, time, number[0]!);
    this.tally.stored++;
    this.line++;
    this.follow(key);
    return place + canonicalTime;
  }

  /** The number of a key that was not seen before, or 0 when it needs a closer look. */
  private learn(bytes: Uint8Array, from: number, end: number): number {
    if (bytes[from] === hash) return 0; // a comment
    if (this.text.buffer !== bytes.buffer || this.text.byteOffset !== bytes.byteOffset || this.text.length < end) {
      this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const series = this.resolver.resolve(this.text, from, end, this.levelOfTags());
    return series < 0 ? 0 : this.keys.add(bytes, from, end - from, series);
  }

  /** The level of the tags that were looked for last, when another key has them. */
  private levelOfTags(): Level | undefined {
    const { keys, store } = this;
    const series = keys.seriesOfTags();
    return series < 0 || store.series.isDropped(series) ? undefined : store.levelOf(series);
  }

  private follow(key: number): void {
    if (this.key !== 0) this.keys.setNext(this.key, key);
    this.key = key;
  }

  /** Counts a line that nobody could read to its end. */
  rejectLine(kind: 'tooLong' | 'unfinished', beginning: Uint8Array): void {
    this.line++;
    this.tally.reject(kind, this.line, beginning);
  }

  private forgetStaleKeys(): void {
    const { keys, store } = this;
    keys.follow(store.generation, keysASeries * (store.series.size + fewSeries));
    if (this.keyGeneration === keys.generation) return;
    this.keyGeneration = keys.generation;
    this.key = 0;
  }

  /** Any line. Returns where the next one begins, or -1 when the line may go on in data that has not come yet. */
  private decodeSlowly(bytes: Uint8Array, view: DataView, from: number, now: number, isLast: boolean): number {
    const end = findLineEnd(bytes, from, isLast);
    if (end < 0) return -1;
    const first = this.line + 1;
    this.line = first;
    for (let at = from; at < end; at++) if (bytes[at] === lineFeed) this.line++; // inside a quoted string
    let begin = from;
    while (bytes[begin] === space) begin++;
    const stop = end > begin && bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (begin < stop && bytes[begin] !== hash) {
      try {
        this.storeLine(bytes, view, begin, stop, now);
      } catch (error) {
        this.reject(error, first, bytes.subarray(begin, stop));
      }
    }
    return end + 1;
  }

  private storeLine(bytes: Uint8Array, view: DataView, from: number, end: number, now: number): void {
    const { keys, store } = this;
    const keyEnd = endOfKey(bytes, from, end);
    const length = keyEnd - from;
    const canRemember = length <= longestKey;
    const known = canRemember ? keys.find(bytes, view, from, length) : 0;
    const resolved = known === 0 ? resolveKey(store, bytes, from, keyEnd, end, this.defaultCluster) : undefined;
    if (!resolved) checkText(bytes, keyEnd, end);
    let fields = keyEnd;
    while (fields < end && bytes[fields] === space) fields++;
    const { value, end: behind } = parseFields(bytes, fields, end);
    const time = parseLineTime(bytes, behind, end) ?? this.defaultTime;
    const metric = resolved ? resolved.metric : store.series.metricOf(keys.seriesOf(known));
    if (time > now + stepsAhead * store.table.at(metric).step) throw rejected.future;

    let series = resolved ? store.seriesAt(store.levelAt(resolved.path), resolved.metric) : keys.seriesOf(known);
    series = this.storeSample({ bytes, from, keyEnd, end }, series, time, value, () => known);
    const key = canRemember && known === 0 ? keys.add(bytes, from, length, series) : known;
    if (key !== 0) this.follow(key);
  }

  /** Returns the series, which is another one when that of the key was dropped meanwhile. Throws `RejectedLine` when there is no room. */
  private storeSample(
    { bytes, from, keyEnd, end }: LinePlace,
    known: number,
    time: number,
    value: number,
    keyOf: () => number,
  ): number {
    const { keys, store, tally } = this;
    let series = known;
    let outcome = store.series.write(series, time, value);
    if (outcome === gone) {
      const again = resolveKey(store, bytes, from, keyEnd, end, this.defaultCluster);
      series = store.seriesAt(store.levelAt(again.path), again.metric);
      keys.setSeries(keyOf(), series);
      outcome = store.series.write(series, time, value);
    }
    if (outcome === noRoom) throw rejected.noRoom;
    if (outcome === tooOld) tally.tooOld++;
    else {
      tally.stored++;
      this.log?.add(series, time, value);
    }
    return series;
  }

  private reject(error: unknown, line: number, bytes: Uint8Array): void {
    if (!(error instanceof RejectedLine)) throw error;
    this.tally.reject(error.kind, line, bytes);
  }
}

/** Where a line stands: its key up to `keyEnd`, all of it up to `end`. */
interface LinePlace {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly keyEnd: number;
  readonly end: number;
}

/** The number that ten digits make, or -1. */
function tenDigits(bytes: Uint8Array, from: number): number {
  let high = 0;
  for (let at = from; at < from + 9; at++) {
    const digit = (bytes[at]! - zero) >>> 0;
    if (digit > 9) return -1;
    high = (Math.imul(high, 10) + digit) | 0;
  }
  const last = (bytes[from + 9]! - zero) >>> 0;
  return last > 9 ? -1 : high * 10 + last;
}
