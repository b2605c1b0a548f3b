import type { MetricStore } from '../store/metric-store.js';
import { gone, noRoom, stored, tooOld } from '../store/series-columns.js';
import { recordBits, recordMask } from '../store/records.js';
import { keySize, longestKey, nextAt, seriesAt } from './key-table.js';
import { headMask, littleEndian } from './tag-blocks.js';
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
/** Bytes that the fast path may look at behind a key. */
const margin = longestDecimal + canonicalTime + 4;
/** A sample may be this many of its steps ahead of the clock. */
const stepsAhead = 10;
/** Bytes between two looks at the clock: about two hundred lines. */
const stretch = 16_384;
/** More keys than that are not those of steady senders. */
const keysASeries = 4;
const fewSeries = 25_000;

/**
 * Line protocol into the store, for one batch. Most lines take the fast path: their key is the one that followed the last key before,
 * their value is a plain decimal, their time has ten digits. It makes no string and no object.
 */
export class LineDecoder {
  private readonly number = new Float64Array(1);
  private readonly resolver: QuickResolver;
  /** The bytes being decoded, once somebody wanted strings of them. */
  private text: Buffer = Buffer.alloc(0);
  private key = -1;
  private keyGeneration = -1;
  private time = 0;
  /** The bytes of `time` and the line's end, as words. */
  private timeWord0 = 0;
  private timeWord1 = 0;
  private timeWord2 = -1; // no masked word is
  private line = 0;
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

  /** Lines seen so far, blank ones and comments included. */
  get lines(): number {
    return this.line;
  }

  /**
   * Takes whole lines, and of the last data also an unfinished one. Returns how many bytes were used; the rest has to come again, with
   * more behind it unless `isInterrupted`.
   * @param turns stops when the time of the turn is over; left out: goes on to the end
   */
  decode(bytes: Uint8Array, now: number, isLast: boolean, turns?: { readonly isOver: boolean }): number {
    this.forgetStaleKeys();
    this.isInterrupted = false;
    const end = bytes.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, end);
    for (let at = 0; ;) {
      const stop = turns ? Math.min(at + stretch, end) : end;
      at = this.decodeUntil(stop, bytes, view, at, now, isLast);
      if (at < stop || at >= end) return at;
      if (turns?.isOver) {
        this.isInterrupted = true;
        return at;
      }
    }
  }

  /** Takes the lines that begin before `stop`. Returns how far it came; less than `stop`: the next line goes on in other data. */
  private decodeUntil(
    stop: number,
    bytes: Uint8Array,
    view: DataView,
    from: number,
    now: number,
    isLast: boolean,
  ): number {
    const { keys, number, log } = this;
    const { series } = this.store;
    const end = bytes.length;
    const pages = keys.records.ints;
    let key = this.key;
    let at = from;
    let count = 0;
    while (at < stop) {
      fast: {
        let next = key < 0 ? -1 : pages[key >> recordBits]![(key & recordMask) * keySize + nextAt]!;
        let place = next < 0 ? -1 : keys.behind(next, view, at, end, margin);
        if (place < 0) {
          // Not the line that was expected, but perhaps one that came before.
          next = keys.findInLine(bytes, view, at, end - margin);
          if (keys.endInLine === 0) break fast;
          place = keys.endInLine + fieldLength;
          if (next >= 0 && key >= 0) keys.setNext(key, next);
        }
        place = parseDecimal(bytes, place, number);
        if (place < 0 || bytes[place] !== space) break fast;

        const word0 = view.getInt32(place + 1, littleEndian);
        const word1 = view.getInt32(place + 5, littleEndian);
        const word2 = view.getInt32(place + 9, littleEndian) & headMask[3]!;
        if (word0 !== this.timeWord0 || word1 !== this.timeWord1 || word2 !== this.timeWord2) {
          const time = tenDigits(bytes, place + 1);
          if (time < 0 || bytes[place + 11] !== lineFeed || time > now) break fast;
          this.time = time;
          this.timeWord0 = word0;
          this.timeWord1 = word1;
          this.timeWord2 = word2;
        }
        if (next < 0) {
          next = this.learn(bytes, at, keys.endInLine);
          if (next < 0) break fast;
          if (key >= 0) keys.setNext(key, next);
        }
        const target = pages[next >> recordBits]![(next & recordMask) * keySize + seriesAt]!;
        if (series.write(target, this.time, number[0]!) !== stored) break fast;
        if (log !== undefined) log.add(target, this.time, number[0]!);
        count++;
        key = next;
        at = place + canonicalTime;
        continue;
      }
      this.line += count;
      this.tally.stored += count;
      count = 0;
      this.key = key;
      const next = this.decodeSlowly(bytes, view, at, now, isLast);
      if (next < 0) break;
      at = next;
      key = this.key;
    }
    this.line += count;
    this.tally.stored += count;
    this.key = key;
    return at;
  }

  /** The number of a key that was not seen before, or -1 when it needs a closer look. */
  private learn(bytes: Uint8Array, from: number, end: number): number {
    if (bytes[from] === hash) return -1; // a comment
    if (this.text.buffer !== bytes.buffer || this.text.byteOffset !== bytes.byteOffset || this.text.length < end) {
      this.text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const series = this.resolver.resolve(this.text, from, end);
    return series < 0 ? -1 : this.keys.add(bytes, from, end - from, series);
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
    this.key = -1;
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
        if (!(error instanceof RejectedLine)) throw error;
        this.tally.reject(error.kind, first, bytes.subarray(begin, stop));
      }
    }
    return end + 1;
  }

  private storeLine(bytes: Uint8Array, view: DataView, from: number, end: number, now: number): void {
    const { keys, store } = this;
    const keyEnd = endOfKey(bytes, from, end);
    const length = keyEnd - from;
    const canRemember = length <= longestKey;
    let key = canRemember ? keys.find(bytes, view, from, length) : -1;
    let series = key < 0 ? -1 : keys.seriesOf(key);
    const resolved = series < 0 ? resolveKey(store, bytes, from, keyEnd, end, this.defaultCluster) : undefined;
    if (!resolved) checkText(bytes, keyEnd, end);
    let fields = keyEnd;
    while (fields < end && bytes[fields] === space) fields++;
    const { value, end: behind } = parseFields(bytes, fields, end);
    const time = parseLineTime(bytes, behind, end) ?? this.defaultTime;
    const metric = resolved ? resolved.metric : store.series.metricOf(series);
    if (time > now + stepsAhead * store.table.at(metric).step) throw rejected.future;

    if (resolved) series = store.seriesAt(store.levelAt(resolved.path), resolved.metric);
    let outcome = store.series.write(series, time, value);
    if (outcome === gone) {
      const again = resolveKey(store, bytes, from, keyEnd, end, this.defaultCluster);
      series = store.seriesAt(store.levelAt(again.path), again.metric);
      keys.setSeries(key, series);
      outcome = store.series.write(series, time, value);
    }
    if (outcome === noRoom) throw rejected.noRoom;
    if (canRemember && key < 0) key = keys.add(bytes, from, length, series);
    if (key >= 0) {
      if (this.key >= 0) keys.setNext(this.key, key);
      this.key = key;
    }
    if (outcome === tooOld) this.tally.tooOld++;
    else {
      this.tally.stored++;
      this.log?.add(series, time, value);
    }
  }
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
