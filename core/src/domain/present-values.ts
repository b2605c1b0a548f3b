import type { JobSeries } from './job-data.js';

/** Values of all series at one moment, without gaps. */
export class PresentValues {
  private count = 0;
  private min = Infinity;
  private max = -Infinity;
  private readonly values: Float64Array;
  private readonly few: Float64Array;
  /** Value → its bucket. */
  private readonly bucketOf: Uint8Array;
  /** Bucket → how many values it has. */
  private readonly sizes: Int32Array;

  constructor(most: number) {
    this.values = new Float64Array(most);
    this.few = new Float64Array(most);
    this.bucketOf = new Uint8Array(most);
    this.sizes = new Int32Array(Math.min(256, Math.max(8, most >> 1)));
  }

  /** The median of what the columns have at one place; there has to be something. */
  medianOf(columns: readonly JobSeries['data'][], at: number): number {
    const { values } = this;
    let count = 0;
    let min = Infinity;
    let max = -Infinity;
    for (const column of columns) {
      const value = column[at]!;
      if (value !== value) continue;
      values[count++] = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    this.count = count;
    this.min = min;
    this.max = max;
    return this.median();
  }

  /**
   * Values are counted in buckets between the smallest and the largest; only the bucket with the median is searched. Without
   * branches that depend on the values, this takes a fraction of a search among all.
   */
  private median(): number {
    const { values, few, bucketOf, sizes, count, min } = this;
    const middle = count >> 1;
    const scale = (sizes.length - 1) / (this.max - min);
    if (!(scale > 0 && scale < Infinity)) return this.among(values, count, middle); // all equal, or infinite
    for (let bucket = 0; bucket < sizes.length; bucket++) sizes[bucket] = 0;
    for (let at = 0; at < count; at++) {
      const bucket = ((values[at]! - min) * scale) | 0;
      bucketOf[at] = bucket;
      sizes[bucket]!++;
    }
    // The buckets with the two middle values, `middle - 1` and `middle` in order; of an odd number of values the second counts.
    let last = 0;
    let before = 0;
    while (before + sizes[last]! < middle) before += sizes[last++]!;
    const first = last;
    for (let up = before + sizes[last]!; up <= middle; up += sizes[last]!) last++;
    let size = 0;
    for (let at = 0; at < count; at++) {
      few[size] = values[at]!;
      const bucket = bucketOf[at]!;
      size += (((bucket - first) | (last - bucket)) >>> 31) ^ 1; // no branch
    }
    return this.among(few, size, middle - before);
  }

  private among(some: Float64Array, size: number, place: number): number {
    return valueAtPlace(some, 0, size, place, this.count % 2 === 0);
  }
}

/**
 * The value that would stand at `place` if the `count` values from `from` on were sorted, or its mean with the one before it. They are
 * moved around.
 */
export function valueAtPlace(
  values: Float64Array,
  from: number,
  count: number,
  place: number,
  withTheOneBefore: boolean,
): number {
  const upper = smallest(values, from, count, from + place);
  if (!withTheOneBefore) return upper;
  let lower = -Infinity;
  for (let at = from; at < from + place; at++) if (values[at]! > lower) lower = values[at]!;
  return (lower + upper) / 2;
}

/** Smaller ones are before it afterwards. Quickselect: a full sort costs five times more. */
function smallest(values: Float64Array, from: number, count: number, place: number): number {
  let [low, high] = [from, from + count - 1];
  if (count <= 16) return sortFew(values, from, count, place);
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [up, down] = [low, high];
    while (up <= down) {
      while (values[up]! < pivot) up++;
      while (values[down]! > pivot) down--;
      if (up > down) break;
      const moved = values[up]!;
      values[up++] = values[down]!;
      values[down--] = moved;
    }
    if (place <= down) high = down;
    else if (place >= up) low = up;
    else break;
  }
  return values[place]!;
}

function sortFew(values: Float64Array, from: number, count: number, place: number): number {
  for (let at = from + 1; at < from + count; at++) {
    const value = values[at]!;
    let to = at;
    for (; to > from && values[to - 1]! > value; to--) values[to] = values[to - 1]!;
    values[to] = value;
  }
  return values[place]!;
}
