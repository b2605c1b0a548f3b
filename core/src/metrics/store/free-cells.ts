import { none } from './none.js';

/** Words in a cell: 32 bytes, half a cache line. */
export const cellWords = 8;
/** Blocks grow together up to so many cells. */
const longest = 64;
/** Words of a free block that hold its neighbours in the list. */
const afterAt = 0;
const beforeAt = 1;

/**
 * Free memory of the arena: blocks of cells. A block that becomes free joins its free neighbours, so that many small places make room
 * for a large one. The lists of free blocks lie in the free memory itself:
 *
 *     cells of a free block    | after  before  … | … | … |       sizes   3  0  3
 */
export class FreeCells {
  /** By page and cell: how many cells the free block has that begins or ends here; 0: none does. */
  private readonly sizes: Uint8Array[] = [];
  private readonly words: Int32Array[] = [];
  /** The first block of each size. */
  private readonly first = new Int32Array(longest + 1).fill(none);
  private blocks = 0;
  private cells = 0;

  /** @param pageBits cells in a page, as a power of two; blocks do not join across pages */
  constructor(private readonly pageBits: number) {}

  get sizeBytes(): number {
    return this.sizes.length << this.pageBits;
  }

  /** Cells that are free. */
  get count(): number {
    return this.cells;
  }

  addPage(words: Int32Array): void {
    this.words.push(words);
    this.sizes.push(new Uint8Array(1 << this.pageBits));
  }

  /** At most 64 cells. */
  add(place: number, cells: number): void {
    const page = place >> this.pageBits;
    const sizes = this.sizes[page]!;
    const base = page << this.pageBits;
    let from = place - base;
    let count = cells;
    const before = from === 0 ? 0 : sizes[from - 1]!;
    if (before > 0 && before + count <= longest) {
      this.remove(base + from - before, before);
      from -= before;
      count += before;
    }
    const behind = sizes[from + count] ?? 0;
    if (behind > 0 && behind + count <= longest) {
      this.remove(base + from + count, behind);
      count += behind;
    }
    this.put(base + from, count);
  }

  /** A block of exactly so many cells, cut off the smallest that is large enough; `none`: there is none. */
  take(cells: number): number {
    if (this.blocks === 0) return none;
    for (let size = cells; size <= longest; size++) {
      const place = this.first[size]!;
      if (place === none) continue;
      this.remove(place, size);
      if (size > cells) this.put(place + cells, size - cells);
      return place;
    }
    return none;
  }

  private put(place: number, cells: number): void {
    this.mark(place, cells, cells);
    const next = this.first[cells]!;
    this.link(place, afterAt, next);
    this.link(place, beforeAt, none);
    if (next !== none) this.link(next, beforeAt, place);
    this.first[cells] = place;
    this.blocks++;
    this.cells += cells;
  }

  private remove(place: number, cells: number): void {
    this.mark(place, cells, 0);
    const after = this.linked(place, afterAt);
    const before = this.linked(place, beforeAt);
    if (before === none) this.first[cells] = after;
    else this.link(before, afterAt, after);
    if (after !== none) this.link(after, beforeAt, before);
    this.blocks--;
    this.cells -= cells;
  }

  private mark(place: number, cells: number, size: number): void {
    const sizes = this.sizes[place >> this.pageBits]!;
    const from = place & ((1 << this.pageBits) - 1);
    sizes[from] = size;
    sizes[from + cells - 1] = size;
  }

  private linked(place: number, at: number): number {
    return this.words[place >> this.pageBits]![(place & ((1 << this.pageBits) - 1)) * cellWords + at]!;
  }

  private link(place: number, at: number, to: number): void {
    this.words[place >> this.pageBits]![(place & ((1 << this.pageBits) - 1)) * cellWords + at] = to;
  }
}
