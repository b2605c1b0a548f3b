import type { JobMetric, JobSeries, StatisticsSeries } from './job-data.js';
import { PresentValues, valueAtPlace } from './present-values.js';

type Floats = JobSeries['data'];

/** A plot of fewer lines shows them all. */
const fewest = 8;
const fewestPresent = 3;

/** The metric with statistics across its series, when there are at least 8 and it has none yet. */
export function withStatisticsSeries(metric: JobMetric): JobMetric {
  if (metric.statisticsSeries || metric.series.length < fewest) return metric;
  return { ...metric, statisticsSeries: statisticsSeries(metric.series) };
}

/** Moments that are worked on at once: what is counted for them fits the fastest memory. */
const tileMoments = 32;
/** Of a tile, one in so many may miss the window before it grows. */
const mostMissed = 8;
/** The window shrinks when it takes in more than this part of all values. */
const mostTaken = 3 / 8;

/**
 * Smallest, median and largest present value at each moment. `NaN` where fewer than three series have a value, and where
 * some series has already ended.
 */
export function statisticsSeries(series: readonly Pick<JobSeries, 'data'>[]): StatisticsSeries {
  const columns = series.map(({ data }) => data);
  const lengths = columns.map(({ length }) => length);
  const longest = Math.max(0, ...lengths);
  const moments = Math.min(longest, ...lengths);
  const out = { median: filled(longest), min: filled(longest), max: filled(longest) };
  const tile = new Tile(columns);
  let width = 1; // the first shows where the window has to be
  for (let from = 0; from < moments; from += width, width = Math.min(tileMoments, moments - from)) {
    tile.take(from, width);
    tile.put(from, width, out);
  }
  return out;
}

/** Series that are read side by side: what is kept of a moment is then loaded and stored once for all of them. */
const abreast = 4;
/** Places in the row of a moment. */
const minAt = 0;
const maxAt = 1;
const nearAt = 2;

/**
 * Values of all series at successive moments. The median does not move far from one tile to the next, so the values near it are picked
 * out while series by series passes by, and the others only counted:
 *
 *     moment 0     17 below │ 41.3 40.9 41.0 … │ 35 above       the median is the 32nd: 15th of those between
 *     moment 1     19 below │ 41.1 40.8 …      │ 36 above
 *                         low                 high
 *
 * Nothing here branches on whether a value is near. A moment whose median lies outside is searched among all values.
 */
class Tile {
  private low = NaN;
  private high = NaN;
  /** Half the width of the window. */
  private reach = 0;
  private hasGaps = 0;
  /** Shape (moments, 2): how many values lie between, how many below. */
  private readonly counts = new Int32Array(2 * tileMoments);
  /** Shape (moments, stride): smallest and largest value, and those between. */
  private readonly rows: Float64Array;
  private readonly stride: number;
  private readonly all: PresentValues;

  constructor(private readonly columns: readonly Floats[]) {
    this.stride = nearAt + columns.length;
    this.rows = new Float64Array(tileMoments * this.stride);
    this.all = new PresentValues(columns.length);
  }

  take(from: number, width: number): void {
    const { columns, rows, stride } = this;
    this.counts.fill(0);
    this.hasGaps = 0;
    for (let row = 0; row < rows.length; row += stride) {
      rows[row + minAt] = Infinity;
      rows[row + maxAt] = -Infinity;
    }
    let one = 0;
    for (; one + abreast <= columns.length; one += abreast) {
      this.takeFour(columns[one]!, columns[one + 1]!, columns[one + 2]!, columns[one + 3]!, from, width);
    }
    for (; one < columns.length; one++) this.takeOne(columns[one]!, from, width);
  }

  private takeFour(a: Floats, b: Floats, c: Floats, d: Floats, from: number, width: number): void {
    const { low, high, counts, rows, stride } = this;
    let { hasGaps } = this;
    for (let at = from, count = 0, row = 0; at < from + width; at++, count += 2, row += stride) {
      const i = a[at]!;
      const j = b[at]!;
      const k = c[at]!;
      const l = d[at]!;
      let next = row + nearAt + counts[count]!;
      rows[next] = i;
      next += Number(i >= low) & Number(i <= high);
      rows[next] = j;
      next += Number(j >= low) & Number(j <= high);
      rows[next] = k;
      next += Number(k >= low) & Number(k <= high);
      rows[next] = l;
      next += Number(l >= low) & Number(l <= high);
      counts[count] = next - row - nearAt;
      counts[count + 1]! += Number(i < low) + Number(j < low) + Number(k < low) + Number(l < low);
      const sum = i + j + k + l;
      hasGaps |= Number(sum !== sum); // or infinite
      let min = rows[row + minAt]!;
      let max = rows[row + maxAt]!;
      if (i < min) min = i;
      if (i > max) max = i;
      if (j < min) min = j;
      if (j > max) max = j;
      if (k < min) min = k;
      if (k > max) max = k;
      if (l < min) min = l;
      if (l > max) max = l;
      rows[row + minAt] = min;
      rows[row + maxAt] = max;
    }
    this.hasGaps = hasGaps;
  }

  private takeOne(column: Floats, from: number, width: number): void {
    const { low, high, counts, rows, stride } = this;
    for (let at = from, count = 0, row = 0; at < from + width; at++, count += 2, row += stride) {
      const value = column[at]!;
      rows[row + nearAt + counts[count]!] = value;
      counts[count]! += Number(value >= low) & Number(value <= high);
      counts[count + 1]! += Number(value < low);
      this.hasGaps |= Number(value !== value);
      if (value < rows[row + minAt]!) rows[row + minAt] = value;
      if (value > rows[row + maxAt]!) rows[row + maxAt] = value;
    }
  }

  put(from: number, width: number, out: Pick<StatisticsSeries, 'median' | 'min' | 'max'>): void {
    const { rows, stride, columns } = this;
    let missed = 0;
    let taken = 0;
    for (let moment = 0; moment < width; moment++) {
      const at = from + moment;
      const present = this.hasGaps ? this.presentAt(at) : columns.length;
      if (present < fewestPresent) continue;
      out.min[at] = rows[moment * stride + minAt]!;
      out.max[at] = rows[moment * stride + maxAt]!;
      const median = this.medianAt(moment, present);
      out.median[at] = median ?? this.all.medianOf(columns, at);
      if (median === undefined) missed++;
      taken += this.counts[2 * moment]!;
    }
    const last = from + width - 1;
    if (missed * mostMissed > width) this.reach = Math.max(2 * this.reach, (out.max[last]! - out.min[last]!) / 16);
    else if (taken > mostTaken * width * columns.length) this.reach *= 0.75;
    if (!(this.reach < Infinity)) this.reach = 0;
    this.low = out.median[last]! - this.reach;
    this.high = out.median[last]! + this.reach;
  }

  private presentAt(at: number): number {
    let count = 0;
    for (const column of this.columns) count += Number(column[at] === column[at]);
    return count;
  }

  /** `undefined`: it is not among the values between. */
  private medianAt(moment: number, present: number): number | undefined {
    const { rows, stride, counts } = this;
    const between = counts[2 * moment]!;
    const middle = (present >> 1) - counts[2 * moment + 1]!;
    const isEven = present % 2 === 0;
    if (middle < Number(isEven) || middle >= between) return undefined;
    const row = moment * stride;
    const min = rows[row + minAt]!;
    return min === rows[row + maxAt] ? min : valueAtPlace(rows, row + nearAt, between, middle, isEven);
  }
}

function filled(length: number): Float64Array {
  return new Float64Array(length).fill(NaN);
}
