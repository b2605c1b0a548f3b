import type { JobMetric, JobSeries, StatisticsSeries } from './job-data.js';

/** A plot of fewer lines shows them all. */
const fewest = 8;
const fewestPresent = 3;

/** The metric with statistics across its series, when there are at least 8 and it has none yet. */
export function withStatisticsSeries(metric: JobMetric): JobMetric {
  if (metric.statisticsSeries || metric.series.length < fewest) return metric;
  return { ...metric, statisticsSeries: statisticsSeries(metric.series) };
}

/**
 * Smallest, median and largest present value at each moment. `NaN` where fewer than three series have a value, and where
 * some series has already ended.
 */
export function statisticsSeries(series: readonly Pick<JobSeries, 'data'>[]): StatisticsSeries {
  const columns = series.map(({ data }) => data);
  const lengths = columns.map(({ length }) => length);
  const shortest = Math.min(...lengths);
  const longest = series.length === 0 ? 0 : Math.max(...lengths);
  const [min, median, max] = [filled(longest), filled(longest), filled(longest)];
  const present = new Float64Array(series.length);
  for (let at = 0; at < Math.min(shortest, longest); at++) {
    let count = 0;
    let low = Infinity;
    let high = -Infinity;
    for (let one = 0; one < columns.length; one++) {
      const value = columns[one]![at]!;
      if (Number.isNaN(value)) continue;
      present[count++] = value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (count < fewestPresent) continue;
    min[at] = low;
    max[at] = high;
    median[at] = medianOf(present, count);
  }
  return { median, min, max };
}

/** Of the first `count` values, which it rearranges. */
function medianOf(values: Float64Array, count: number): number {
  const middle = count >> 1;
  const upper = smallest(values, count, middle);
  if (count % 2 === 1) return upper;
  let lower = -Infinity;
  for (let at = 0; at < middle; at++) if (values[at]! > lower) lower = values[at]!;
  return (lower + upper) / 2;
}

/** The value that would stand at `place` if the first `count` were sorted; smaller ones are before it afterwards. Quickselect: a full sort costs five times more. */
function smallest(values: Float64Array, count: number, place: number): number {
  let [low, high] = [0, count - 1];
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
