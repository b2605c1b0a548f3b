/** Hosts by the moment at which they become free; a binary heap, so that thousands of hosts cost little. */
export class HostQueue {
  private readonly heap: { host: number; freeAt: number }[] = [];

  get size(): number {
    return this.heap.length;
  }

  push(host: number, freeAt: number): void {
    const heap = this.heap;
    let place = heap.length;
    const entry = { host, freeAt };
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  /** The host that is free first. */
  pop(): { host: number; freeAt: number } {
    const heap = this.heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) throw new RangeError('no host is left');
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && before(right, below)) {
        below = right;
        child++;
      }
      if (!before(below, last)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function before(a: { host: number; freeAt: number }, b: { host: number; freeAt: number }): boolean {
  return a.freeAt < b.freeAt || (a.freeAt === b.freeAt && a.host < b.host);
}
