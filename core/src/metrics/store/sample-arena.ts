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
const sizes = [16, 128, chunkLength];

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
 * sample. Chunks of one series are chained from the newest to the oldest; the length of the newest stands in the series itself.
 */
export class SampleArena {
  readonly pages: Float32Array[] = [];
  edge = new Float64Array(0);
  length = new Int32Array(0);
  older = new Int32Array(0);
  place = new Int32Array(0);
  /** Samples that fit without moving. */
  capacity = new Int32Array(0);
  private readonly freeChunks: number[] = [];
  private made = 0;
  /** By size. */
  private readonly freePlaces = new Map<number, number[]>(sizes.map((size) => [size, []]));
  private nextCell = 0;

  /** Chunks in use. */
  get size(): number {
    return this.made - this.freeChunks.length;
  }

  get sizeBytes(): number {
    return this.pages.length * cellsInPage * cellSamples * 4 + this.edge.length * 24;
  }

  /** A chunk of the smallest size, whose samples hold rubbish until written. */
  allocate(edge: number, older: number): number {
    const size = sizes[0]!;
    const chunk = this.freeChunks.pop() ?? this.made++;
    if (chunk === this.edge.length) this.grow();
    this.edge[chunk] = edge;
    this.length[chunk] = 0;
    this.older[chunk] = older;
    this.place[chunk] = this.placeFor(size);
    this.capacity[chunk] = size;
    return chunk;
  }

  release(chunk: number): void {
    this.freePlace(chunk);
    this.freeChunks.push(chunk);
  }

  /** Moves a chunk to where `needed` samples fit, at most `chunkLength`. */
  makeRoom(chunk: number, needed: number): void {
    if (needed <= this.capacity[chunk]!) return;
    const size = sizes.find((each) => each >= needed)!;
    const old = this.samples(chunk);
    const place = this.placeFor(size);
    this.pages[pageOf(place)]!.set(old, offsetOf(place));
    this.freePlace(chunk);
    this.place[chunk] = place;
    this.capacity[chunk] = size;
  }

  /** All slots of a chunk that have memory. */
  samples(chunk: number): Float32Array {
    const place = this.place[chunk]!;
    const from = offsetOf(place);
    return this.pages[pageOf(place)]!.subarray(from, from + this.capacity[chunk]!);
  }

  private placeFor(size: number): number {
    const free = this.freePlaces.get(size)!.pop();
    if (free !== undefined) return free;
    const cells = size >> cellBits;
    // What is left of a page goes to smaller chunks.
    while (cellsInPage - (this.nextCell & (cellsInPage - 1)) < cells)
      this.freePlaces.get(sizes[0]!)!.push(this.nextCell++);
    const place = this.nextCell;
    this.nextCell += cells;
    if (pageOf(place) === this.pages.length) {
      if (this.pages.length === mostPages) throw new RangeError('the metric store has used up its address space');
      this.pages.push(new Float32Array(cellsInPage * cellSamples));
    }
    return place;
  }

  private freePlace(chunk: number): void {
    this.freePlaces.get(this.capacity[chunk]!)!.push(this.place[chunk]!);
  }

  private grow(): void {
    this.edge = grown(this.edge, Float64Array);
    this.length = grown(this.length, Int32Array);
    this.older = grown(this.older, Int32Array);
    this.place = grown(this.place, Int32Array);
    this.capacity = grown(this.capacity, Int32Array);
  }
}

interface Numbers {
  readonly length: number;
  set(other: this): void;
}

export function grown<T extends Numbers>(old: T, type: new (length: number) => T): T {
  const larger = new type(Math.max(64, old.length * 2));
  larger.set(old);
  return larger;
}
