import { BlockIndex } from './block-index.js';

/** What follows the tags in a line as every collector writes it; kept behind them, so that one comparison covers both. */
export const canonicalField = Buffer.from(' value=');
/** `Int32Array` reads as the machine does. */
export const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
/** Keeps the first 0 to 3 bytes of a word read by {@link DataView.getInt32}. */
export const headMask = littleEndian ? [0, 0xff, 0xffff, 0xffffff] : [0, ~0xffffff, ~0xffff, ~0xff];

export const blockPageBits = 16;
export const blockPageMask = (1 << blockPageBits) - 1;
/** Words of a block's header, before its bytes. */
export const blockHeader = 4;
const sizeAt = 0;
const firstKeyAt = 1;
const hashAt = 2;

/**
 * The tags of keys, as the bytes came in, once for all keys that share them. A block is the number of its first word; blocks never move
 * and lie in pages:
 *
 *     size in bytes, first key, hash, 0      4 × int32
 *     , c l u s t e r = …   v a l u e = 0    the bytes, with ` value=`, zeros up to a multiple of eight
 */
export class TagBlocks {
  readonly pages: Int32Array[] = [];
  /** The same, eight bytes each. */
  readonly doubles: Float64Array[] = [];
  private readonly index = new BlockIndex((block) => this.word(block, hashAt));
  private used = 0;
  /** Of the tags that were looked for last. */
  private soughtHash = 0;
  private last = -1;

  get sizeBytes(): number {
    return this.index.sizeBytes + this.pages.length * (4 << blockPageBits);
  }

  firstKeyOf(block: number): number {
    return this.word(block, firstKeyAt) - 1;
  }

  setFirstKey(block: number, key: number): void {
    this.pages[block >> blockPageBits]![(block & blockPageMask) + firstKeyAt] = key + 1;
  }

  /** The block of these tags, or -1. */
  find(view: DataView, line: Uint8Array, from: number, length: number): number {
    // Keys with the same tags mostly come one after the other.
    if (this.last >= 0 && this.isAt(this.last, view, line, from, length)) return this.last;
    const hash = hashOf(line, view, from, length);
    this.soughtHash = hash;
    const slots = this.index.slotsFor(hash);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const block = slots[slot]! - 1;
      if (block < 0) return -1;
      if (this.word(block, hashAt) === hash && this.isAt(block, view, line, from, length)) {
        this.last = block;
        return block;
      }
    }
  }

  /** Takes the tags that were looked for last, and not found. */
  add(line: Uint8Array, from: number, length: number): number {
    const size = length + canonicalField.length;
    const words = blockHeader + (((size + 7) >> 3) << 1);
    if ((this.used & blockPageMask) + words > 1 << blockPageBits) this.used = this.pages.length << blockPageBits;
    if (this.used >> blockPageBits === this.pages.length) {
      const page = new Float64Array(1 << (blockPageBits - 1));
      this.doubles.push(page);
      this.pages.push(new Int32Array(page.buffer));
    }
    const block = this.used;
    this.used += words;
    const page = this.pages[block >> blockPageBits]!;
    const at = block & blockPageMask;
    page[at + sizeAt] = size;
    page[at + hashAt] = this.soughtHash;
    const bytes = new Uint8Array(page.buffer, (at + blockHeader) * 4, size);
    for (let i = 0; i < length; i++) bytes[i] = line[from + i]!;
    bytes.set(canonicalField, length);
    this.index.add(block, this.soughtHash);
    this.last = block;
    return block;
  }

  private word(block: number, at: number): number {
    return this.pages[block >> blockPageBits]![(block & blockPageMask) + at]!;
  }

  private isAt(block: number, view: DataView, line: Uint8Array, from: number, length: number): boolean {
    const page = this.pages[block >> blockPageBits]!;
    const at = block & blockPageMask;
    if (page[at + sizeAt] !== length + canonicalField.length) return false;
    let word = at + blockHeader;
    const whole = from + (length & ~3);
    for (let place = from; place < whole; place += 4) {
      if (view.getInt32(place, littleEndian) !== page[word++]) return false;
    }
    for (let i = whole; i < from + length; i++) {
      const shift = littleEndian ? (i - whole) * 8 : 24 - (i - whole) * 8;
      if (line[i] !== ((page[word]! >> shift) & 0xff)) return false;
    }
    return true;
  }
}

export function hashOf(line: Uint8Array, view: DataView, from: number, length: number): number {
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
