import { BlockIndex } from './block-index.js';
import type { KeyMemory } from './key-memory.js';

/** What follows the tags in a line as every collector writes it; kept behind them, so that one comparison covers both. */
export const canonicalField = Buffer.from(' value=');

/** Words before the bytes. */
const header = 3;
const sizeAt = 0;
const firstKeyAt = 1;
const hashAt = 2;

/**
 * The tags of keys, as the bytes came in, once for all keys that share them. A block is the number of its first word:
 *
 *     size in bytes, first key, hash         3 × int32
 *     , c l u s t e r = …   v a l u e = 0    the bytes, with ` value=`, zeros up to a multiple of four
 */
export class TagBlocks {
  private readonly index = new BlockIndex((block) => this.memory.words[block + hashAt]!);
  /** Of the tags that were looked for last. */
  private soughtHash = 0;
  private last = 0;

  constructor(private readonly memory: KeyMemory) {}

  firstKeyOf(block: number): number {
    return this.memory.words[block + firstKeyAt]!;
  }

  setFirstKey(block: number, key: number): void {
    this.memory.words[block + firstKeyAt] = key;
  }

  /** The block of these tags, or 0. */
  find(view: DataView, line: Uint8Array, from: number, length: number): number {
    // Keys with the same tags mostly come one after the other.
    if (this.last !== 0 && this.isAt(this.last, view, line, from, length)) return this.last;
    const hash = hashOf(line, view, from, length);
    this.soughtHash = hash;
    const slots = this.index.slotsFor(hash);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const block = slots[slot]! - 1;
      if (block < 0) return 0;
      if (this.memory.words[block + hashAt] === hash && this.isAt(block, view, line, from, length)) {
        this.last = block;
        return block;
      }
    }
  }

  /** Takes the tags that were looked for last, and not found. Their block, or 0 when there is no room. */
  add(line: Uint8Array, from: number, length: number): number {
    const size = length + canonicalField.length;
    const block = this.memory.allocate(header + ((size + 3) >> 2));
    if (block === 0) return 0;
    const { words, bytes } = this.memory;
    words[block + sizeAt] = size;
    words[block + firstKeyAt] = 0;
    words[block + hashAt] = this.soughtHash;
    const at = (block + header) * 4;
    for (let i = 0; i < length; i++) bytes[at + i] = line[from + i]!;
    bytes.set(canonicalField, at + length);
    this.index.add(block, this.soughtHash);
    this.last = block;
    return block;
  }

  private isAt(block: number, view: DataView, line: Uint8Array, from: number, length: number): boolean {
    const { words } = this.memory;
    return (
      words[block + sizeAt] === length + canonicalField.length && areAt(words, block + header, view, line, from, length)
    );
  }
}

/** Whether the bytes from word `word` on are those of the line. */
export function areAt(
  words: Int32Array,
  word: number,
  view: DataView,
  line: Uint8Array,
  from: number,
  length: number,
): boolean {
  let at = word;
  const whole = from + (length & ~3);
  for (let place = from; place < whole; place += 4) {
    if (view.getInt32(place, true) !== words[at++]) return false;
  }
  for (let i = whole; i < from + length; i++) {
    if (line[i] !== ((words[at]! >> ((i - whole) * 8)) & 0xff)) return false;
  }
  return true;
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
