import { Records, recordBits, recordMask } from '../store/records.js';
import { LevelNames } from './level-names.js';
import { MeasurementNames } from './measurement-names.js';
import {
  TagBlocks,
  blockHeader,
  blockPageBits,
  blockPageMask,
  canonicalField,
  headMask,
  littleEndian,
} from './tag-blocks.js';

/** Longer keys are looked up name by name each time. */
export const longestKey = 2048;

/** ` val` and `lue=` as words. */
const fieldWords = new Int32Array(Uint8Array.from(Buffer.from(' vallue=')).buffer);

/** The record of a key: 20 bytes. */
export const keySize = 5;
const nameAt = 0;
const tagsAt = 1;
export const seriesAt = 2;
export const nextAt = 3;
const siblingAt = 4;

/**
 * Raw keys (`measurement,tags` as the bytes came in) and the series they name. Several keys may name one series.
 *
 * Each key remembers which key followed it last time. Senders repeat themselves, so the next line is nearly always that one, and a
 * comparison of bytes replaces looking it up. The metrics of one unit share their tags, so these are kept once:
 *
 *     records   measurement, tags, series, next key, next key with the same tags      5 × int32 a key
 */
export class KeyTable {
  /** Changes when keys were forgotten, and with them what a writer knows of them. */
  generation = 0;
  endInLine = 0;
  readonly names = new LevelNames();
  records = new Records(keySize);
  private tags = new TagBlocks();
  private measurements = new MeasurementNames();
  /** Of the key that was looked for last. */
  private soughtNameLength = 0;
  private soughtName = 0;
  private soughtTags = -1;
  private count = 0;
  private seriesGeneration = 0;

  get size(): number {
    return this.count;
  }

  get sizeBytes(): number {
    return this.records.sizeBytes + this.tags.sizeBytes + this.measurements.sizeBytes;
  }

  /** The key's number, or -1. */
  find(line: Uint8Array, view: DataView, from: number, length: number): number {
    let nameLength = 0;
    while (nameLength < length && (line[from + nameLength] !== 44 || line[from + nameLength - 1] === 92)) nameLength++;
    return this.lookUp(line, view, from, nameLength, length);
  }

  /**
   * The number of the key that a line begins with and ` value=` follows, or -1. Looks no further than `limit`. Says in `endInLine`
   * where the key ends; 0: not told, the line is unusual.
   */
  findInLine(line: Uint8Array, view: DataView, from: number, limit: number): number {
    this.endInLine = 0;
    const last = Math.min(limit, from + longestKey) - canonicalField.length;
    let end = from;
    while (end < last && line[end] !== 44 && line[end] !== 32) end++;
    const nameLength = end - from;
    while (end < last && (line[end] !== 32 || line[end - 1] === 92)) end++;
    if (end >= last || nameLength === 0 || line[from + nameLength - 1] === 92) return -1;
    if (view.getInt32(end, littleEndian) !== fieldWords[0] || view.getInt32(end + 3, littleEndian) !== fieldWords[1])
      return -1;
    this.endInLine = end;
    return this.lookUp(line, view, from, nameLength, end - from);
  }

  private lookUp(line: Uint8Array, view: DataView, from: number, nameLength: number, length: number): number {
    this.soughtNameLength = nameLength;
    this.soughtName = this.measurements.find(line, view, from, nameLength);
    this.soughtTags = this.tags.find(view, line, from + nameLength, length - nameLength);
    if (this.soughtName === 0 || this.soughtTags < 0) return -1;
    let key = this.tags.firstKeyOf(this.soughtTags);
    while (key >= 0 && this.records.get(key, nameAt) !== this.soughtName) key = this.records.get(key, siblingAt);
    return key;
  }

  /** Takes the key that was looked for last, and not found. */
  add(line: Uint8Array, from: number, length: number, series: number): number {
    const key = this.count++;
    const nameLength = this.soughtNameLength;
    if (this.soughtName === 0) this.soughtName = this.measurements.add(line, from, nameLength);
    if (this.soughtTags < 0) this.soughtTags = this.tags.add(line, from + nameLength, length - nameLength);
    const { records, tags } = this;
    records.reach(key);
    const page = records.ints[key >> recordBits]!;
    const at = (key & recordMask) * keySize;
    page[at + nameAt] = this.soughtName;
    page[at + tagsAt] = this.soughtTags;
    page[at + seriesAt] = series;
    page[at + nextAt] = key; // until something else follows
    page[at + siblingAt] = tags.firstKeyOf(this.soughtTags);
    tags.setFirstKey(this.soughtTags, key);
    return key;
  }

  /**
   * The place behind a key and ` value=`, or -1 when something else stands in the line, or the line ends less than `margin` behind.
   *
   * Eight bytes are compared at once as a float64. That is exact: keys hold no zero bytes, so no -0 meets a 0, and bytes that make a
   * NaN, which ASCII never does, merely take the way of the unexpected key.
   */
  behind(key: number, view: DataView, at: number, end: number, margin: number): number {
    const record = this.records.ints[key >> recordBits]!;
    const field = (key & recordMask) * keySize;
    const block = record[field + tagsAt]!;
    const page = this.tags.pages[block >> blockPageBits]!;
    let word = block & blockPageMask;
    const size = page[word]!;
    const { words } = this.measurements;
    let name = record[field + nameAt]!;
    const nameSize = words[name]!;
    if (at + nameSize + size + margin > end) return -1;

    let place = at;
    name++;
    for (const whole = at + (nameSize & ~3); place < whole; place += 4) {
      if (view.getInt32(place, littleEndian) !== words[name++]) return -1;
    }
    if ((nameSize & 3) !== 0 && ((view.getInt32(place, littleEndian) ^ words[name]!) & headMask[nameSize & 3]!) !== 0) {
      return -1;
    }
    place = at + nameSize;
    const doubles = this.tags.doubles[block >> blockPageBits]!;
    word += blockHeader;
    let double = word >> 1;
    const whole = place + (size & ~7);
    while (place < whole && view.getFloat64(place, littleEndian) === doubles[double]) {
      place += 8;
      double++;
    }
    if (place !== whole) return -1;
    word = double << 1;
    if ((size & 4) !== 0) {
      if (view.getInt32(place, littleEndian) !== page[word]) return -1;
      place += 4;
      word++;
    }
    const rest = size & 3;
    if (rest === 0) return place;
    return ((view.getInt32(place, littleEndian) ^ page[word]!) & headMask[rest]!) === 0 ? place + rest : -1;
  }

  seriesOf(key: number): number {
    return this.records.get(key, seriesAt);
  }

  setSeries(key: number, series: number): void {
    this.records.set(key, seriesAt, series);
  }

  setNext(key: number, next: number): void {
    this.records.set(key, nextAt, next);
  }

  /** Forgets all keys when series numbers were given out anew, and when senders vary their keys so much that few are seen again. */
  follow(seriesGeneration: number, mostKeys: number): void {
    if (this.seriesGeneration === seriesGeneration && this.count <= mostKeys) return;
    this.seriesGeneration = seriesGeneration;
    if (this.count > 0) this.clear();
  }

  private clear(): void {
    this.generation++;
    this.records = new Records(keySize);
    this.tags = new TagBlocks();
    this.measurements = new MeasurementNames();
    this.count = 0;
  }
}
