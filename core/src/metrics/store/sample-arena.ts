import { FreeCells } from './free-cells.js';
import { grown } from './grown.js';
import { pack, packedWords, packingFor, unpack } from './packed-samples.js';

export { grown } from './grown.js';

/** Most samples in one chunk of a series: 8.5 hours at one a minute. */
export const chunkLength = 512;
/** No chunk. */
export const none = -1;

/** Memory is given out in cells of 16 samples, one cache line. A place is the number of a cell. */
const cellBits = 4;
const cellSamples = 1 << cellBits;
const pageBits = 14;
const cellsInPage = 1 << pageBits; // 1 MiB
const mostPages = 1 << (31 - pageBits);

/** A chunk begins small and moves to the next size when it is full: most new series get few samples at first. */
const sizes = [16, 64, 128, 192, 256, 320, 384, 448, chunkLength];
/** In place of a packing: not packed yet; and not worth it. */
const notPacked = 0;
const staysRaw = -1;

/** Place → number of its page, and of its first sample there. */
export function pageOf(place: number): number {
  return place >> pageBits;
}
export function offsetOf(place: number): number {
  return (place & (cellsInPage - 1)) << cellBits;
}

/**
 * Chunks of samples, cut out of large pages, so that a million chunks are no million objects.
 *
 * A chunk is a number. It covers `[edge, edge + length · step)`: `edge` is half a step (rounded down) before the time of its first
 * sample. A sealed chunk, one that is not the newest of its series, may be packed (`packed-samples.ts`); writing into it unpacks it.
 * Chunks of one series are chained from the newest to the oldest; the length of the newest stands in the series itself.
 */
export class SampleArena {
  readonly pages: Float32Array[] = [];
  /** The same memory. */
  private readonly words: Int32Array[] = [];
  edge = new Float64Array(0);
  length = new Int32Array(0);
  older = new Int32Array(0);
  place = new Int32Array(0);
  /** Samples that fit without moving. */
  capacity = new Int32Array(0);
  /** `1 + bits + 32 · places`, or `notPacked`, or `staysRaw`. */
  private packing = new Int16Array(0);
  /** Cells in use. */
  private cells = 0;
  private readonly scratch = new Float32Array(chunkLength);
  private readonly freeChunks: number[] = [];
  private made = 0;
  private readonly free = new FreeCells(cellsInPage);
  private nextCell = 0;

  /** Chunks in use. */
  get size(): number {
    return this.made - this.freeChunks.length;
  }

  get sizeBytes(): number {
    return this.pages.length * cellsInPage * cellSamples * 4 + this.edge.length * 26 + this.free.sizeBytes;
  }

  /** Bytes of samples, packed or not, without what is free. */
  get usedBytes(): number {
    return this.cells * cellSamples * 4;
  }

  /** A chunk of the smallest size, whose samples hold rubbish until written. */
  allocate(edge: number, older: number): number {
    const size = sizes[0]!;
    const chunk = this.freeChunks.pop() ?? this.made++;
    if (chunk === this.edge.length) this.grow();
    this.edge[chunk] = edge;
    this.length[chunk] = 0;
    this.older[chunk] = older;
    this.packing[chunk] = notPacked;
    this.settle(chunk, this.placeFor(size >> cellBits), size);
    return chunk;
  }

  release(chunk: number): void {
    this.freePlace(chunk);
    this.freeChunks.push(chunk);
  }

  /** Moves a chunk to where `needed` samples fit, at most `chunkLength`. Afterwards it is not packed. */
  makeRoom(chunk: number, needed: number): void {
    this.unpack(chunk);
    if (needed <= this.capacity[chunk]!) return;
    const size = sizes.find((each) => each >= needed)!;
    this.move(chunk, this.samples(chunk), size);
  }

  private move(chunk: number, samples: Float32Array, size: number): void {
    const place = this.placeFor(size >> cellBits);
    this.pages[pageOf(place)]!.set(samples, offsetOf(place));
    this.freePlace(chunk);
    this.settle(chunk, place, size);
  }

  private settle(chunk: number, place: number, size: number): void {
    this.place[chunk] = place;
    this.capacity[chunk] = size;
  }

  /** All slots of a chunk that have memory. Writing there changes them, unless the chunk is packed. */
  samples(chunk: number): Float32Array {
    return this.packing[chunk]! > 0 ? this.unpacked(chunk).slice() : this.raw(chunk);
  }

  /** The same for reading, until somebody else reads. */
  glance(chunk: number): Float32Array {
    return this.packing[chunk]! > 0 ? this.unpacked(chunk) : this.raw(chunk);
  }

  private raw(chunk: number): Float32Array {
    const place = this.place[chunk]!;
    const from = offsetOf(place);
    return this.pages[pageOf(place)]!.subarray(from, from + this.capacity[chunk]!);
  }

  private unpacked(chunk: number): Float32Array {
    const length = this.length[chunk]!;
    const into = this.scratch.subarray(0, length);
    const packing = this.packing[chunk]! - 1;
    unpack(this.wordsAt(this.place[chunk]!, this.capacity[chunk]!), length, packing >> 5, packing & 31, into);
    return into;
  }

  private wordsAt(place: number, count: number): Int32Array {
    const from = offsetOf(place);
    return this.words[pageOf(place)]!.subarray(from, from + count);
  }

  /** Packs a sealed chunk, once. Returns whether there was anything to do. */
  pack(chunk: number): boolean {
    if (this.packing[chunk] !== notPacked) return false;
    const length = this.length[chunk]!;
    const samples = this.raw(chunk).subarray(0, length);
    const packing = packingFor(samples, length);
    const size = packing ? inCells(packedWords(packing, length)) : Infinity;
    const rawSize = inCells(length);
    if (packing && size < rawSize) {
      const place = this.placeFor(size >> cellBits);
      pack(samples, length, packing, this.wordsAt(place, size));
      this.freePlace(chunk);
      this.settle(chunk, place, size);
      this.packing[chunk] = 1 + packing.bits + 32 * packing.places;
    } else {
      if (rawSize < this.capacity[chunk]!) this.move(chunk, samples, rawSize);
      this.packing[chunk] = staysRaw;
    }
    return true;
  }

  /** Makes a chunk's samples ready to be changed. */
  unpack(chunk: number): void {
    if (this.packing[chunk]! > 0) {
      const samples = this.unpacked(chunk);
      this.move(
        chunk,
        samples,
        sizes.find((each) => each >= samples.length)!,
      );
    }
    this.packing[chunk] = notPacked;
  }

  private placeFor(cells: number): number {
    this.cells += cells;
    const free = this.free.take(cells);
    if (free !== undefined) return free;
    // What is left of a page goes to smaller chunks.
    const left = cellsInPage - (this.nextCell & (cellsInPage - 1));
    if (left < cells) {
      this.free.add(this.nextCell, left);
      this.nextCell += left;
    }
    const place = this.nextCell;
    this.nextCell += cells;
    if (pageOf(place) === this.pages.length) this.addPage();
    return place;
  }

  private addPage(): void {
    if (this.pages.length === mostPages) throw new RangeError('the metric store has used up its address space');
    const page = new Float32Array(cellsInPage * cellSamples);
    this.pages.push(page);
    this.words.push(new Int32Array(page.buffer));
  }

  private freePlace(chunk: number): void {
    const cells = this.capacity[chunk]! >> cellBits;
    this.cells -= cells;
    this.free.add(this.place[chunk]!, cells);
  }

  private grow(): void {
    this.edge = grown(this.edge, Float64Array);
    this.length = grown(this.length, Int32Array);
    this.older = grown(this.older, Int32Array);
    this.place = grown(this.place, Int32Array);
    this.capacity = grown(this.capacity, Int32Array);
    this.packing = grown(this.packing, Int16Array);
  }
}

/** Samples or words that have room in as many cells as `count` needs. */
function inCells(count: number): number {
  return ((count + cellSamples - 1) >> cellBits) << cellBits;
}
