/** Samples in one chunk of a series: 8.5 hours at one a minute. */
export const chunkLength = 512;
/** No chunk. */
export const none = -1;

const pageBits = 9; // 1 MiB
const chunksInPage = 1 << pageBits;
/** Chunk number → place of its first sample within its page. */
export const lengthBits = 9;
export const pageShift = pageBits;
export const pageMask = chunksInPage - 1;

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
  private free = new Int32Array(16);
  private freed = 0;
  private made = 0;

  /** Chunks in use. */
  get size(): number {
    return this.made - this.freed;
  }

  get sizeBytes(): number {
    return this.pages.length * chunksInPage * chunkLength * 4 + this.edge.length * 16;
  }

  /** A chunk whose samples hold rubbish until written. */
  allocate(edge: number, older: number): number {
    let chunk: number;
    if (this.freed > 0) chunk = this.free[--this.freed]!;
    else {
      if (this.made === this.edge.length) this.grow();
      chunk = this.made++;
      if (chunk >> pageBits === this.pages.length) this.pages.push(new Float32Array(chunksInPage * chunkLength));
    }
    this.edge[chunk] = edge;
    this.length[chunk] = 0;
    this.older[chunk] = older;
    return chunk;
  }

  release(chunk: number): void {
    if (this.freed === this.free.length) this.free = grown(this.free, Int32Array);
    this.free[this.freed++] = chunk;
  }

  /** All `chunkLength` slots of a chunk. */
  samples(chunk: number): Float32Array {
    const from = (chunk & pageMask) << lengthBits;
    return this.pages[chunk >> pageBits]!.subarray(from, from + chunkLength);
  }

  private grow(): void {
    this.edge = grown(this.edge, Float64Array);
    this.length = grown(this.length, Int32Array);
    this.older = grown(this.older, Int32Array);
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
