/** Records in a page: a page is small enough to be made within a slice, and large enough for few to be needed. */
export const recordBits = 12;
export const recordMask = (1 << recordBits) - 1;

/**
 * Numbered records of a few numbers each, in pages: growing adds a page and moves nothing, so that nobody waits for a copy. A record
 * with float64s begins with them; both views show the same memory.
 *
 *     ints[i >> recordBits][(i & recordMask) * size + field]      floats: the same with size / 2
 */
export class Records {
  readonly ints: Int32Array[] = [];
  readonly floats: Float64Array[] = [];

  /** @param size of a record, in int32; even where there are float64s in it */
  constructor(readonly size: number) {}

  /** Makes sure that record `index` is there. New records are all zero. */
  reach(index: number): void {
    while (index >> recordBits >= this.ints.length) {
      const page = new Float64Array((this.size << recordBits) / 2);
      this.floats.push(page);
      this.ints.push(new Int32Array(page.buffer));
    }
  }

  get(index: number, field: number): number {
    return this.ints[index >> recordBits]![(index & recordMask) * this.size + field]!;
  }

  set(index: number, field: number, value: number): void {
    this.ints[index >> recordBits]![(index & recordMask) * this.size + field] = value;
  }

  /** @param field counted in float64s */
  getFloat(index: number, field: number): number {
    return this.floats[index >> recordBits]![(index & recordMask) * (this.size >> 1) + field]!;
  }

  setFloat(index: number, field: number, value: number): void {
    this.floats[index >> recordBits]![(index & recordMask) * (this.size >> 1) + field] = value;
  }

  get sizeBytes(): number {
    return this.ints.length * (this.size << recordBits) * 4;
  }
}
