import { ExpectedLines, expectedLinesWords } from './expected-lines.js';
import { KeyMemory } from './key-memory.js';
import { LevelNames } from './level-names.js';
import { MeasurementNames } from './measurement-names.js';
import { TagBlocks, canonicalField } from './tag-blocks.js';

/** Longer keys are looked up name by name each time. */
export const longestKey = 2048;

/** ` val` and `lue=` as words. */
const fieldWords = new Int32Array(Uint8Array.from(Buffer.from(' vallue=')).buffer);

/** The record of a key: 20 bytes. */
const keySize = 5;
const nameAt = 0;
const tagsAt = 1;
const seriesAt = 2;
const nextAt = 3;
const siblingAt = 4;

/**
 * Raw keys (`measurement,tags` as the bytes came in) and the series they name. Several keys may name one series. A key is the number of
 * the first word of its record; 0: none.
 *
 * Each key remembers which key followed it last time. Senders repeat themselves, so the next line is nearly always that one, and a
 * comparison of bytes replaces looking it up (`ExpectedLines`). The metrics of one unit share their tags, so these are kept once:
 *
 *     measurement, tags, series, next key, next key with the same tags      5 × int32
 */
export class KeyTable {
  /** Changes when keys were forgotten, and with them what a writer knows of them. */
  generation = 0;
  endInLine = 0;
  readonly names = new LevelNames();
  expected!: ExpectedLines;
  private memory!: KeyMemory;
  private tags!: TagBlocks;
  private measurements!: MeasurementNames;
  /** Of the key that was looked for last. */
  private soughtNameLength = 0;
  private soughtName = 0;
  private soughtTags = 0;
  private count = 0;
  private isFull = false;
  private seriesGeneration = 0;

  constructor() {
    this.clear();
  }

  /** The key's number, or 0. */
  find(line: Uint8Array, view: DataView, from: number, length: number): number {
    let nameLength = 0;
    while (nameLength < length && (line[from + nameLength] !== 44 || line[from + nameLength - 1] === 92)) nameLength++;
    return this.lookUp(line, view, from, nameLength, length);
  }

  /**
   * The number of the key that a line begins with and ` value=` follows, or 0. Looks no further than `limit`. Says in `endInLine`
   * where the key ends; 0: not told, the line is unusual.
   */
  findInLine(line: Uint8Array, view: DataView, from: number, limit: number): number {
    this.endInLine = 0;
    const last = Math.min(limit, from + longestKey) - canonicalField.length;
    let end = from;
    while (end < last && line[end] !== 44 && line[end] !== 32) end++;
    const nameLength = end - from;
    while (end < last && (line[end] !== 32 || line[end - 1] === 92)) end++;
    if (end >= last || nameLength === 0 || line[from + nameLength - 1] === 92) return 0;
    if (view.getInt32(end, true) !== fieldWords[0] || view.getInt32(end + 3, true) !== fieldWords[1]) return 0;
    this.endInLine = end;
    return this.lookUp(line, view, from, nameLength, end - from);
  }

  private lookUp(line: Uint8Array, view: DataView, from: number, nameLength: number, length: number): number {
    this.soughtNameLength = nameLength;
    this.soughtName = this.measurements.find(line, view, from, nameLength);
    this.soughtTags = this.tags.find(view, line, from + nameLength, length - nameLength);
    if (this.soughtName === 0 || this.soughtTags === 0) return 0;
    const { words } = this.memory;
    let key = this.tags.firstKeyOf(this.soughtTags);
    while (key !== 0 && words[key + nameAt] !== this.soughtName) key = words[key + siblingAt]!;
    return key;
  }

  /** Takes the key that was looked for last, and not found. Its number, or 0 when there is no room for it. */
  add(line: Uint8Array, from: number, length: number, series: number): number {
    const nameLength = this.soughtNameLength;
    if (this.soughtName === 0) this.soughtName = this.measurements.add(line, from, nameLength);
    if (this.soughtTags === 0) this.soughtTags = this.tags.add(line, from + nameLength, length - nameLength);
    const key = this.memory.allocate(keySize);
    if (this.soughtName === 0 || this.soughtTags === 0 || key === 0) {
      this.isFull = true;
      return 0;
    }
    this.count++;
    const { words } = this.memory;
    words[key + nameAt] = this.soughtName;
    words[key + tagsAt] = this.soughtTags;
    words[key + seriesAt] = series;
    words[key + nextAt] = key; // until something else follows
    words[key + siblingAt] = this.tags.firstKeyOf(this.soughtTags);
    this.tags.setFirstKey(this.soughtTags, key);
    return key;
  }

  /** The series of some key with the tags that were looked for last, or -1. */
  seriesOfTags(): number {
    const key = this.soughtTags === 0 ? 0 : this.tags.firstKeyOf(this.soughtTags);
    return key === 0 ? -1 : this.seriesOf(key);
  }

  seriesOf(key: number): number {
    return this.memory.words[key + seriesAt]!;
  }

  setSeries(key: number, series: number): void {
    this.memory.words[key + seriesAt] = series;
  }

  /** The key that followed last time; the same one: none did. */
  nextOf(key: number): number {
    return this.memory.words[key + nextAt]!;
  }

  setNext(key: number, next: number): void {
    this.memory.words[key + nextAt] = next;
  }

  /**
   * Forgets all keys when series numbers were given out anew, when senders vary their keys so much that few are seen again, and when
   * there was no room for one.
   */
  follow(seriesGeneration: number, mostKeys: number): void {
    if (this.seriesGeneration === seriesGeneration && this.count <= mostKeys && !this.isFull) return;
    this.seriesGeneration = seriesGeneration;
    if (this.count > 0) this.clear();
  }

  private clear(): void {
    this.generation++;
    this.memory = new KeyMemory(expectedLinesWords);
    this.expected = new ExpectedLines(this.memory);
    this.tags = new TagBlocks(this.memory);
    this.measurements = new MeasurementNames(this.memory);
    this.count = 0;
    this.isFull = false;
  }
}
