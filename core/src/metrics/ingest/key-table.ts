import { LevelNames } from './level-names.js';

/** What follows the key in a line as every collector writes it; kept behind each key, so that one comparison covers both. */
const canonicalField = Buffer.from(' value=');
/** Longer keys are looked up name by name each time. */
export const longestKey = 2048;
/** `Int32Array` reads as the machine does. */
export const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** ` val` and `lue=` as words. */
const fieldWords = new Int32Array(Uint8Array.from(Buffer.from(' vallue=')).buffer);

/** Keeps the first 0 to 3 bytes of a word read by {@link DataView.getInt32}. */
export const headMask = littleEndian ? [0, 0xff, 0xffff, 0xffffff] : [0, ~0xffffff, ~0xffff, ~0xff];

export const recordSize = 4;
export const wordsAt = 0;
export const bytesAt = 1;
export const seriesAt = 2;
export const nextAt = 3;

/**
 * Raw keys (`measurement,tags` as the bytes came in) and the series they name. Several keys may name one series.
 *
 * Each key remembers which key followed it last time. Senders repeat themselves, so the next line is nearly always that one, and a
 * comparison of bytes replaces looking it up. Keys lie back to back in one array of words, each padded with zeros to eight bytes:
 *
 *     records  word number of the key, bytes with ` value=`, series, next key   4 × int32 a key
 *     words    c p u _ l o a d , c l u s …   v a l u e = 0 0
 */
export class KeyTable {
  words = new Int32Array(1024);
  /** The same, eight bytes each. */
  doubles = new Float64Array(this.words.buffer);
  records = new Int32Array(16 * recordSize);
  /** Changes when keys were forgotten, and with them what a writer knows of them. */
  generation = 0;
  endInLine = 0;
  readonly names = new LevelNames();
  private bytes = new Uint8Array(this.words.buffer);
  private hashes = new Int32Array(16);
  private slots = new Int32Array(64); // key number + 1; 0: empty
  /** Of the key that was looked for last. */
  private soughtHash = 0;
  private usedWords = 0;
  private count = 0;
  private seriesGeneration = 0;

  get size(): number {
    return this.count;
  }

  get sizeBytes(): number {
    return this.words.byteLength + this.records.byteLength + this.hashes.byteLength + this.slots.byteLength;
  }

  /** The key's number, or -1. */
  find(line: Uint8Array, view: DataView, from: number, length: number): number {
    const hash = hashOf(line, view, from, length);
    this.soughtHash = hash;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const key = this.slots[slot]! - 1;
      if (key < 0) return -1;
      if (this.hashes[key] === hash && this.equals(key, line, from, length)) return key;
    }
  }

  /**
   * The number of the key that a line begins with and ` value=` follows, or -1. Looks no further than `limit`. Says in `endInLine`
   * where the key ends; 0: not told, the line is unusual.
   */
  findInLine(line: Uint8Array, view: DataView, from: number, limit: number): number {
    this.endInLine = 0;
    let end = from;
    const last = Math.min(limit, from + longestKey) - canonicalField.length;
    while (end < last && (line[end] !== 32 || line[end - 1] === 92)) end++;
    if (end >= last || end === from) return -1;
    if (view.getInt32(end, littleEndian) !== fieldWords[0] || view.getInt32(end + 3, littleEndian) !== fieldWords[1])
      return -1;
    this.endInLine = end;
    const size = end - from + canonicalField.length;
    const hash = hashOf(line, view, from, end - from);
    this.soughtHash = hash;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const key = this.slots[slot]! - 1;
      if (key < 0) return -1;
      const isLike = this.hashes[key] === hash && this.records[key * recordSize + bytesAt] === size;
      if (isLike && this.begins(key, view, from, size)) return key;
    }
  }

  private begins(key: number, view: DataView, from: number, size: number): boolean {
    const { words } = this;
    let word = this.records[key * recordSize + wordsAt]!;
    const end = from + (size & ~3);
    for (let at = from; at < end; at += 4) if (view.getInt32(at, littleEndian) !== words[word++]) return false;
    return ((view.getInt32(end, littleEndian) ^ words[word]!) & headMask[size & 3]!) === 0;
  }

  /** Takes the key that was looked for last, and not found. */
  add(line: Uint8Array, view: DataView, from: number, length: number, series: number): number {
    const key = this.count++;
    if (key * recordSize === this.records.length) this.growRecords();
    const size = length + canonicalField.length;
    const words = ((size + 7) >> 3) << 1;
    if (this.usedWords + words > this.words.length) this.growWords(words);
    const at = this.usedWords * 4;
    let whole = 0;
    for (; whole + 4 <= length; whole += 4) {
      this.words[this.usedWords + (whole >> 2)] = view.getInt32(from + whole, littleEndian);
    }
    for (let i = whole; i < length; i++) this.bytes[at + i] = line[from + i]!;
    for (let i = 0; i < canonicalField.length; i++) this.bytes[at + length + i] = canonicalField[i]!;
    for (let i = size; i < words * 4; i++) this.bytes[at + i] = 0;
    const record = key * recordSize;
    this.records[record + wordsAt] = this.usedWords;
    this.records[record + bytesAt] = size;
    this.records[record + seriesAt] = series;
    this.records[record + nextAt] = key; // until something else follows
    this.usedWords += words;
    this.hashes[key] = this.soughtHash;
    if (this.count * 2 > this.slots.length) this.growSlots();
    else this.enter(key);
    return key;
  }

  seriesOf(key: number): number {
    return this.records[key * recordSize + seriesAt]!;
  }

  setSeries(key: number, series: number): void {
    this.records[key * recordSize + seriesAt] = series;
  }

  setNext(key: number, next: number): void {
    this.records[key * recordSize + nextAt] = next;
  }

  /** Forgets all keys when series numbers were given out anew, and when senders vary their keys so much that few are seen again. */
  follow(seriesGeneration: number, mostKeys: number): void {
    if (this.seriesGeneration === seriesGeneration && this.count <= mostKeys) return;
    this.seriesGeneration = seriesGeneration;
    if (this.count > 0) this.clear();
  }

  private clear(): void {
    this.generation++;
    this.words = new Int32Array(1024);
    this.doubles = new Float64Array(this.words.buffer);
    this.bytes = new Uint8Array(this.words.buffer);
    this.records = new Int32Array(16 * recordSize);
    this.hashes = new Int32Array(16);
    this.slots = new Int32Array(64);
    this.usedWords = 0;
    this.count = 0;
  }

  private equals(key: number, line: Uint8Array, from: number, length: number): boolean {
    if (this.records[key * recordSize + bytesAt] !== length + canonicalField.length) return false;
    const at = this.records[key * recordSize + wordsAt]! * 4;
    for (let i = 0; i < length; i++) if (this.bytes[at + i] !== line[from + i]) return false;
    return true;
  }

  private enter(key: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[key]! & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = key + 1;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let key = 0; key < this.count; key++) this.enter(key);
  }

  private growRecords(): void {
    this.records = doubled(this.records);
    this.hashes = doubled(this.hashes);
  }

  private growWords(words: number): void {
    do this.words = doubled(this.words);
    while (this.usedWords + words > this.words.length);
    this.doubles = new Float64Array(this.words.buffer);
    this.bytes = new Uint8Array(this.words.buffer);
  }
}

function doubled(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}

function hashOf(line: Uint8Array, view: DataView, from: number, length: number): number {
  let hash = length;
  const end = from + length;
  let at = from;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ line[at]!, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
