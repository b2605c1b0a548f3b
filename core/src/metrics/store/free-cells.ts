import { grown } from './grown.js';

/** Blocks grow together up to so many cells. */
const longest = 64;
/** Entries of a list that may be out of date before it is cleaned. */
const tolerated = 4096;

/**
 * Free memory of the arena: blocks of cells. A block that becomes free joins its free neighbours, so that many small places make room
 * for a large one.
 */
export class FreeCells {
  /** Cells of the free block that begins here; 0: none does. */
  private sizes = new Uint8Array(0);
  /** Cells of the free block that ends here. */
  private ends = new Uint8Array(0);
  /** Where blocks begin, by size. Those that were joined or taken meanwhile stay until somebody comes across them. */
  private readonly places: number[][] = Array.from({ length: longest + 1 }, () => []);
  private readonly counts = new Int32Array(longest + 1);

  /** @param cellsInPage blocks do not join across pages */
  constructor(private readonly cellsInPage: number) {}

  get sizeBytes(): number {
    return this.sizes.byteLength * 2;
  }

  /** At most 64 cells. */
  add(place: number, cells: number): void {
    while (place + cells > this.sizes.length) {
      this.sizes = grown(this.sizes, Uint8Array);
      this.ends = grown(this.ends, Uint8Array);
    }
    let [from, count] = [place, cells];
    const before = from % this.cellsInPage === 0 ? 0 : this.ends[from - 1]!;
    if (before > 0 && before + count <= longest) {
      this.remove(from - before, before);
      from -= before;
      count += before;
    }
    const next = from + count;
    const behind = next % this.cellsInPage === 0 ? 0 : (this.sizes[next] ?? 0);
    if (behind > 0 && behind + count <= longest) {
      this.remove(next, behind);
      count += behind;
    }
    this.put(from, count);
  }

  /** A block of exactly so many cells, cut off the smallest that is large enough; `undefined`: there is none. */
  take(cells: number): number | undefined {
    for (let size = cells; size <= longest; size++) {
      if (this.counts[size] === 0) continue;
      const places = this.places[size]!;
      let place = places.pop()!;
      while (this.sizes[place] !== size) place = places.pop()!;
      this.remove(place, size);
      if (size > cells) this.put(place + cells, size - cells);
      return place;
    }
    return undefined;
  }

  private put(place: number, cells: number): void {
    this.sizes[place] = cells;
    this.ends[place + cells - 1] = cells;
    this.counts[cells]!++;
    const places = this.places[cells]!;
    places.push(place);
    if (places.length > 2 * this.counts[cells]! + tolerated) {
      this.places[cells] = [...new Set(places)].filter((each) => this.sizes[each] === cells);
    }
  }

  private remove(place: number, cells: number): void {
    this.sizes[place] = 0;
    this.ends[place + cells - 1] = 0;
    this.counts[cells]!--;
  }
}
