import { allAsSent } from '../../domain/as-sent.js';
import { AgeOrder } from './age-order.js';
import { FreeCells, cellWords } from './free-cells.js';
import { none } from './none.js';
import { appendBlocks, unpackBlocks } from './packed-blocks.js';
import { readBlocks } from './read-blocks.js';
import { Records, recordBits, recordMask } from './records.js';

export { none } from './none.js';

/** Most samples in one chunk of a series: 8.5 hours at one a minute. */
export const chunkLength = 512;

/** Memory is given out in cells of 8 samples. A place is the number of a cell. */
const cellBits = 3;
const pageBits = 15;
const cellsInPage = 1 << pageBits;
export const arenaPageBytes = cellsInPage * cellWords * 4; // 1 MiB
const mostPages = 1 << (31 - pageBits);

/** A chunk begins small and moves to the next size when it is full: most new series get few samples at first. */
const sizes = [8, 16, 32, 64, 128, 192, 256, 320, 384, 448, chunkLength];

/** The record of a chunk: 32 bytes. */
const recordSize = 8;
const edgeAt = 0; // float64
const sizesAt = 2; // int32 from here on
const olderAt = 3;
const placeAt = 4;
const ownerAt = 5;
const afterAt = 6;
const beforeAt = 7;
/** What `sizes` holds: samples in 10 bits, cells in 7, packed words in 10. */
const lengthMask = 0x3ff;
const cellsFrom = 10;
const cellsMask = 0x7f << cellsFrom;
const packingFrom = 17;
const packingMask = 0x3ff << packingFrom;
/** In place of the packed words: not packed; and not worth it. */
const notPacked = 0;
const staysRaw = 0x3ff;
/** In place of the next in the order of age: the chunk is not in it. */
const held = -2;
/** Oldest chunks that may go for one allocation. */
const mostReclaimed = 64;

/** Place → number of its page, and of its first sample there. */
export function pageOf(place: number): number {
  return place >> pageBits;
}
export function offsetOf(place: number): number {
  return (place & (cellsInPage - 1)) << cellBits;
}

/** What the arena may take, and who gives something back. */
export interface ArenaLimits {
  /** Bytes of samples, and of pages up to a whole page more; 0: unlimited. */
  readonly capBytes: number;
  /** Lets the series of a chunk forget and release it. */
  readonly reclaim: (chunk: number, owner: number) => void;
}

/**
 * Chunks of samples, cut out of large pages, so that a million chunks are no million objects.
 *
 * A chunk is a number. It covers `[edge, edge + length · step)`: `edge` is half a step (rounded down) before the time of its first
 * sample. A sealed chunk, one that is not the newest of its series, may be packed (`packed-blocks.ts`); writing into it unpacks it.
 * Chunks of one series are chained from the newest to the oldest; the length of the newest stands in the series itself.
 *
 * Never takes more than its limit: an allocation that would makes the oldest sealed chunks go first, and fails when there are none.
 */
export class SampleArena {
  readonly pages: Float32Array[] = [];
  /** The same memory. */
  private readonly words: Int32Array[] = [];
  private readonly chunks = new Records(recordSize);
  private readonly ages = new AgeOrder(this.chunks, afterAt, beforeAt);
  /** Cells in use. */
  private cells = 0;
  private readonly scratch = new Float32Array(chunkLength);
  private readonly packed = new Int32Array(3 * chunkLength);
  /** The first of the chunks that are free, chained by `older`. */
  private freeChunk = none;
  private made = 0;
  private used = 0;
  private readonly free = new FreeCells(pageBits);
  private nextCell = 0;
  private readonly mostCells: number;
  private readonly mostPages: number;
  /** Chunks that had to go for others. */
  reclaimed = 0;

  constructor(private readonly limits: ArenaLimits = { capBytes: 0, reclaim: () => {} }) {
    const { capBytes } = limits;
    this.mostCells = capBytes > 0 ? Math.floor(capBytes / (cellWords * 4)) : Infinity;
    this.mostPages = capBytes > 0 ? Math.min(mostPages, Math.ceil(capBytes / arenaPageBytes)) : mostPages;
  }

  /** Chunks in use. */
  get size(): number {
    return this.used;
  }

  get sizeBytes(): number {
    return this.pages.length * arenaPageBytes + this.chunks.sizeBytes + this.free.sizeBytes;
  }

  /** Bytes of samples, packed or not, without what is free. */
  get usedBytes(): number {
    return this.cells * cellWords * 4;
  }

  /** Where the chunk's first slot begins. */
  edgeOf(chunk: number): number {
    const { chunks } = this;
    return chunks.floats[chunk >> recordBits]![(chunk & recordMask) * (recordSize / 2) + edgeAt]!;
  }

  /** The chunk before it in its series, or `none`. */
  olderOf(chunk: number): number {
    return this.chunks.get(chunk, olderAt);
  }

  /** Samples of a chunk that is not the newest of its series. */
  lengthOf(chunk: number): number {
    return this.chunks.get(chunk, sizesAt) & lengthMask;
  }

  /** Samples, or packed words, that fit without moving. */
  capacityOf(chunk: number): number {
    return ((this.chunks.get(chunk, sizesAt) & cellsMask) >> cellsFrom) << cellBits;
  }

  placeOf(chunk: number): number {
    return this.chunks.get(chunk, placeAt);
  }

  isPacked(chunk: number): boolean {
    const packing = this.packingOf(chunk);
    return packing !== notPacked && packing !== staysRaw;
  }

  /** Packed words, `notPacked` or `staysRaw`. */
  private packingOf(chunk: number): number {
    return (this.chunks.get(chunk, sizesAt) & packingMask) >> packingFrom;
  }

  private setPacking(chunk: number, packing: number): void {
    this.chunks.set(chunk, sizesAt, (this.chunks.get(chunk, sizesAt) & ~packingMask) | (packing << packingFrom));
  }

  /** Samples of the chunk begin at another time. It must not be packed. */
  setEdge(chunk: number, edge: number): void {
    const isSealed = this.isSealed(chunk);
    if (isSealed) this.hold(chunk);
    this.chunks.setFloat(chunk, edgeAt, edge);
    if (isSealed) this.seal(chunk);
  }

  setLength(chunk: number, length: number): void {
    this.chunks.set(chunk, sizesAt, (this.chunks.get(chunk, sizesAt) & ~lengthMask) | length);
  }

  setOlder(chunk: number, older: number): void {
    this.chunks.set(chunk, olderAt, older);
  }

  /** A chunk of the smallest size, whose samples hold rubbish until written; `none`: there is no room. */
  allocate(edge: number, older: number, owner: number): number {
    const size = sizes[0]!;
    const place = this.placeFor(size >> cellBits);
    if (place === none) return none;
    let chunk = this.freeChunk;
    if (chunk === none) {
      chunk = this.made++;
      this.chunks.reach(chunk);
    } else this.freeChunk = this.olderOf(chunk);
    this.used++;
    const page = this.chunks.ints[chunk >> recordBits]!;
    const at = (chunk & recordMask) * recordSize;
    this.chunks.setFloat(chunk, edgeAt, edge);
    page[at + sizesAt] = notPacked << packingFrom;
    page[at + olderAt] = older;
    page[at + ownerAt] = owner;
    page[at + afterAt] = held;
    this.settle(chunk, place, size);
    return chunk;
  }

  release(chunk: number): void {
    if (this.isSealed(chunk)) this.hold(chunk);
    this.freePlace(chunk);
    this.setOlder(chunk, this.freeChunk);
    this.freeChunk = chunk;
    this.used--;
  }

  /** Moves a chunk to where `needed` samples fit, at most `chunkLength`. Afterwards it is not packed. `false`: there is no room. */
  makeRoom(chunk: number, needed: number): boolean {
    if (!this.unpack(chunk, needed)) return false;
    return needed <= this.capacityOf(chunk) || this.move(chunk, undefined, sizeFor(needed));
  }

  /** Sets a sample of a chunk that is not packed, and gaps before it from `length` on. There must be room. */
  set(chunk: number, slot: number, value: number, length: number): void {
    const place = this.placeOf(chunk);
    const page = this.pages[pageOf(place)]!;
    const from = offsetOf(place);
    for (let at = length; at < slot; at++) page[from + at] = NaN;
    page[from + slot] = value;
  }

  /** Gives back what a chunk that is not packed does not need for `needed` samples. */
  trim(chunk: number, needed: number): void {
    const size = sizeFor(needed);
    if (size < this.capacityOf(chunk)) this.move(chunk, this.samples(chunk).subarray(0, size), size);
  }

  /** @param samples left out: those that it holds */
  private move(chunk: number, samples: Float32Array | undefined, size: number): boolean {
    const isSealed = this.isSealed(chunk);
    if (isSealed) this.hold(chunk); // it must not go while room is made for it
    const place = this.placeFor(size >> cellBits);
    if (place !== none) {
      if (samples) this.pages[pageOf(place)]!.set(samples, offsetOf(place));
      else this.copyCells(this.placeOf(chunk), place, this.capacityOf(chunk) >> cellBits);
      this.freePlace(chunk);
      this.settle(chunk, place, size);
    }
    if (isSealed) this.seal(chunk);
    return place !== none;
  }

  /** Word by word: most chunks are small when they move. */
  private copyCells(from: number, to: number, cells: number): void {
    const source = this.words[pageOf(from)]!;
    const target = this.words[pageOf(to)]!;
    const begin = offsetOf(from);
    const shift = offsetOf(to) - begin;
    const end = begin + (cells << cellBits);
    for (let at = begin; at < end; at++) target[at + shift] = source[at]!;
  }

  private settle(chunk: number, place: number, size: number): void {
    this.chunks.set(chunk, placeAt, place);
    const sizes = this.chunks.get(chunk, sizesAt) & ~cellsMask;
    this.chunks.set(chunk, sizesAt, sizes | ((size >> cellBits) << cellsFrom));
  }

  /** From now on the chunk can go when there is no room. */
  seal(chunk: number): void {
    if (!this.isSealed(chunk)) this.ages.add(chunk, this.edgeOf(chunk));
  }

  private isSealed(chunk: number): boolean {
    return this.chunks.get(chunk, afterAt) !== held;
  }

  /** The chunk stays, whatever happens. */
  private hold(chunk: number): void {
    this.ages.remove(chunk, this.edgeOf(chunk));
    this.chunks.set(chunk, afterAt, held);
  }

  /** All slots of a chunk that have memory. Writing there changes them, unless the chunk is packed. */
  samples(chunk: number): Float32Array {
    return this.isPacked(chunk) ? this.unpacked(chunk).slice() : this.raw(chunk);
  }

  /** `count` samples from `slot` on, as they were sent, into `out` from `at` on. */
  read(chunk: number, slot: number, count: number, out: Float64Array, at: number): void {
    const place = this.placeOf(chunk);
    const samples = this.pages[pageOf(place)]!;
    const from = offsetOf(place);
    if (this.isPacked(chunk)) readBlocks(this.words[pageOf(place)]!, samples, from, slot, count, out, at);
    else allAsSent(samples, from + slot, count, out, at);
  }

  private raw(chunk: number): Float32Array {
    const place = this.placeOf(chunk);
    const from = offsetOf(place);
    return this.pages[pageOf(place)]!.subarray(from, from + this.capacityOf(chunk));
  }

  private unpacked(chunk: number): Float32Array {
    const into = this.scratch.subarray(0, this.lengthOf(chunk));
    unpackBlocks(this.wordsAt(this.placeOf(chunk), this.capacityOf(chunk)), this.packingOf(chunk), into);
    return into;
  }

  private wordsAt(place: number, count: number): Int32Array {
    const from = offsetOf(place);
    return this.words[pageOf(place)]!.subarray(from, from + count);
  }

  /** Packs a sealed chunk, once. Returns whether there was anything to do. */
  pack(chunk: number): boolean {
    if (this.packingOf(chunk) !== notPacked) return false;
    const length = this.lengthOf(chunk);
    const samples = this.raw(chunk).subarray(0, length);
    const words = appendBlocks(this.packed, 0, samples);
    const rawSize = inCells(length);
    if (inCells(words) < rawSize) {
      // What is free now is enough: it takes less than before.
      this.freePlace(chunk);
      this.settle(chunk, this.placeFor(inCells(words) >> cellBits), inCells(words));
      this.putPacked(chunk, words);
    } else {
      if (rawSize < this.capacityOf(chunk)) this.move(chunk, samples, rawSize);
      this.setPacking(chunk, staysRaw);
    }
    return true;
  }

  /** Puts samples behind those of a chunk that was packed, or was not worth it. `false`: they do not fit. */
  append(chunk: number, samples: Float32Array): boolean {
    const used = this.packingOf(chunk);
    const before = this.lengthOf(chunk);
    const length = before + samples.length;
    if (used === notPacked || length > chunkLength) return false;
    if (used === staysRaw) {
      if (!this.enlarge(chunk, inCells(length))) return false;
      this.raw(chunk).set(samples, before);
    } else {
      this.packed.set(this.wordsAt(this.placeOf(chunk), used));
      const words = appendBlocks(this.packed, used, samples);
      if (words > chunkLength || !this.enlarge(chunk, inCells(words))) return false;
      this.putPacked(chunk, words);
    }
    this.setLength(chunk, length);
    return true;
  }

  private enlarge(chunk: number, size: number): boolean {
    return size <= this.capacityOf(chunk) || this.move(chunk, this.raw(chunk), size);
  }

  private putPacked(chunk: number, words: number): void {
    this.wordsAt(this.placeOf(chunk), words).set(this.packed.subarray(0, words));
    this.setPacking(chunk, words);
  }

  /** Makes a chunk's samples ready to be changed, with room for at least `needed`. `false`: there is no room. */
  unpack(chunk: number, needed = 0): boolean {
    if (this.isPacked(chunk)) {
      const length = this.lengthOf(chunk);
      const packing = this.packingOf(chunk);
      const samples = this.scratch.subarray(0, length);
      unpackBlocks(this.wordsAt(this.placeOf(chunk), packing), packing, samples);
      if (!this.move(chunk, samples, sizeFor(Math.max(length, needed)))) return false;
    }
    this.setPacking(chunk, notPacked);
    return true;
  }

  /** Where so many cells are free, or `none`. The oldest sealed chunks go where the limit asks for it. */
  private placeFor(cells: number): number {
    for (let round = 0; round <= mostReclaimed; round++) {
      if (this.cells + cells <= this.mostCells) {
        const place = this.freePlaceFor(cells);
        if (place !== none) {
          this.cells += cells;
          return place;
        }
      }
      const { oldest } = this.ages;
      if (oldest === none) return none;
      this.limits.reclaim(oldest, this.chunks.get(oldest, ownerAt));
      this.reclaimed++;
    }
    return none;
  }

  private freePlaceFor(cells: number): number {
    const free = this.free.take(cells);
    if (free !== none) return free;
    // What is left of a page goes to smaller chunks.
    const left = this.pages.length * cellsInPage - this.nextCell;
    if (left < cells) {
      if (this.pages.length === this.mostPages) return none;
      if (left > 0) this.free.add(this.nextCell, left);
      this.nextCell += left;
      this.addPage();
    }
    const place = this.nextCell;
    this.nextCell += cells;
    return place;
  }

  private addPage(): void {
    const page = new Float32Array(cellsInPage * cellWords);
    const words = new Int32Array(page.buffer);
    this.pages.push(page);
    this.words.push(words);
    this.free.addPage(words);
  }

  private freePlace(chunk: number): void {
    const cells = this.capacityOf(chunk) >> cellBits;
    this.cells -= cells;
    this.free.add(this.placeOf(chunk), cells);
  }
}

function sizeFor(count: number): number {
  return sizes.find((each) => each >= count)!;
}

/** Samples or words that have room in as many cells as `count` needs. */
function inCells(count: number): number {
  return ((count + cellWords - 1) >> cellBits) << cellBits;
}
