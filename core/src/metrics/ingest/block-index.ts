const firstSlots = 64;
const mostSlots = 4096;
/** Segments split by so many bits of the hash at most; those that hold more grow, which only keys made to collide bring about. */
const mostDepth = 18;

interface Segment {
  /** Block + 1; 0: empty. */
  slots: Int32Array;
  count: number;
  /** Leading bits of the hash that its blocks share. */
  readonly depth: number;
}

function segment(depth: number, slots: number): Segment {
  return { slots: new Int32Array(slots), count: 0, depth };
}

/**
 * Finds blocks by hash. It grows segment by segment, each a small hash table of its own, so that no new key waits for all others to
 * find new places. (Extendible hashing.)
 */
export class BlockIndex {
  private depth = 0;
  /** By the first `depth` bits of the hash. */
  private directory: Segment[] = [segment(0, firstSlots)];

  /** @param hashOf of a block that was added */
  constructor(private readonly hashOf: (block: number) => number) {}

  /** Where blocks of this hash are looked for: one slot after the other from `hash` on, until one is 0. */
  slotsFor(hash: number): Int32Array {
    return this.directory[this.depth === 0 ? 0 : hash >>> (32 - this.depth)]!.slots;
  }

  add(block: number, hash: number): void {
    let place = this.placeOf(hash);
    while ((this.directory[place]!.count + 1) * 4 > this.directory[place]!.slots.length * 3) {
      this.makeRoom(this.directory[place]!, place);
      place = this.placeOf(hash);
    }
    this.enter(this.directory[place]!, block, hash);
  }

  private placeOf(hash: number): number {
    return this.depth === 0 ? 0 : hash >>> (32 - this.depth);
  }

  private enter(into: Segment, block: number, hash: number): void {
    const { slots } = into;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = block + 1;
    into.count++;
  }

  private makeRoom(full: Segment, place: number): void {
    const { slots, depth } = full;
    if (slots.length < mostSlots || depth === mostDepth) {
      full.slots = new Int32Array(slots.length * 2);
      full.count = 0;
      for (const entry of slots) if (entry !== 0) this.enter(full, entry - 1, this.hashOf(entry - 1));
      return;
    }
    let at = place;
    if (depth === this.depth) {
      this.directory = this.directory.flatMap((each) => [each, each]);
      this.depth++;
      at *= 2;
    }
    const halves = [segment(depth + 1, mostSlots), segment(depth + 1, mostSlots)] as const;
    for (const entry of slots) {
      if (entry === 0) continue;
      const hash = this.hashOf(entry - 1);
      this.enter(halves[((hash >>> (31 - depth)) & 1) as 0 | 1], entry - 1, hash);
    }
    const span = 1 << (this.depth - depth); // directory entries of the full segment
    const first = at - (at % span);
    this.directory.fill(halves[0], first, first + span / 2);
    this.directory.fill(halves[1], first + span / 2, first + span);
  }
}
