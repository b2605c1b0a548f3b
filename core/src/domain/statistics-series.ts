import type { JobMetric, JobSeries, StatisticsSeries } from './job-data.js';

/** A plot of fewer lines shows them all. */
const fewest = 8;
const fewestPresent = 3;

/** The metric with statistics across its series, when there are at least 8 and it has none yet. */
export function withStatisticsSeries(metric: JobMetric): JobMetric {
  if (metric.statisticsSeries || metric.series.length < fewest) return metric;
  return { ...metric, statisticsSeries: statisticsSeries(metric.series) };
}

/** Moments whose values are laid side by side at once: with hundreds of series, they still fit the fastest memory. */
const tileMoments = 32;

/**
 * Smallest, median and largest present value at each moment. `NaN` where fewer than three series have a value, and where
 * some series has already ended.
 */
export function statisticsSeries(series: readonly Pick<JobSeries, 'data'>[]): StatisticsSeries {
  const columns = series.map(({ data }) => data);
  const lengths = columns.map(({ length }) => length);
  const longest = Math.max(0, ...lengths);
  const moments = Math.min(longest, ...lengths);
  const [min, median, max] = [filled(longest), filled(longest), filled(longest)];
  const tile = new Float64Array(tileMoments * columns.length);
  const present = new PresentValues(columns.length);
  for (let from = 0; from < moments; from += tileMoments) {
    const width = Math.min(tileMoments, moments - from);
    for (let one = 0; one < columns.length; one++) layOut(columns[one]!, from, width, tile, one, columns.length);
    for (let moment = 0; moment < width; moment++) {
      present.take(tile, moment * columns.length, columns.length);
      if (present.count < fewestPresent) continue;
      min[from + moment] = present.min;
      max[from + moment] = present.max;
      median[from + moment] = present.median();
    }
  }
  return { median, min, max };
}

/** Values of one series at successive moments, `stride` apart. */
function layOut(
  column: Float64Array | Float32Array,
  from: number,
  width: number,
  tile: Float64Array,
  at: number,
  stride: number,
): void {
  for (let moment = 0, place = at; moment < width; moment++, place += stride) tile[place] = column[from + moment]!;
}

/** Values of all series at one moment, without gaps. */
class PresentValues {
  count = 0;
  min = Infinity;
  max = -Infinity;
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

  take(from: Float64Array, at: number, length: number): void {
    const { values } = this;
    let min = Infinity;
    let max = -Infinity;
    for (let place = 0; place < length; place++) {
      const value = from[at + place]!;
      values[place] = value;
      min = Math.min(min, value); // NaN as soon as there is one; no branch
      max = Math.max(max, value);
    }
    this.count = length;
    this.min = min;
    this.max = max;
    if (min !== min) this.leaveOutGaps();
  }

  private leaveOutGaps(): void {
    const { values } = this;
    let count = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let at = 0; at < this.count; at++) {
      const value = values[at]!;
      if (value !== value) continue;
      values[count++] = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    this.count = count;
    this.min = min;
    this.max = max;
  }

  /**
   * Values are counted in buckets between the smallest and the largest; only the bucket with the median is searched. Without
   * branches that depend on the values, this takes a fraction of a search among all.
   */
  median(): number {
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

  /** The value at `place` of some; of an even number of values, the mean with the one before it. */
  private among(some: Float64Array, size: number, place: number): number {
    const upper = smallest(some, size, place);
    if (this.count % 2 === 1) return upper;
    let lower = -Infinity;
    for (let at = 0; at < place; at++) if (some[at]! > lower) lower = some[at]!;
    return (lower + upper) / 2;
  }
}

/** The value that would stand at `place` if the first `count` were sorted; smaller ones are before it afterwards. Quickselect: a full sort costs five times more. */
function smallest(values: Float64Array, count: number, place: number): number {
  let [low, high] = [0, count - 1];
  if (count <= 16) return sortFew(values, count, place);
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

function filled(length: number): Float64Array {
  return new Float64Array(length).fill(NaN);
}

function sortFew(values: Float64Array, count: number, place: number): number {
  for (let at = 1; at < count; at++) {
    const value = values[at]!;
    let to = at;
    for (; to > 0 && values[to - 1]! > value; to--) values[to] = values[to - 1]!;
    values[to] = value;
  }
  return values[place]!;
}
