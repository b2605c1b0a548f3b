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
  const lengths = series.map(({ data }) => data.length);
  const shortest = Math.min(...lengths);
  const longest = series.length === 0 ? 0 : Math.max(...lengths);
  const [min, median, max] = [filled(longest), filled(longest), filled(longest)];
  const present = new Float64Array(series.length);
  for (let at = 0; at < Math.min(shortest, longest); at++) {
    let count = 0;
    for (const { data } of series) {
      const value = data[at]!;
      if (!Number.isNaN(value)) present[count++] = value;
    }
    if (count < fewestPresent) continue;
    const sorted = present.subarray(0, count).sort();
    const middle = count >> 1;
    min[at] = sorted[0]!;
    max[at] = sorted[count - 1]!;
    median[at] = count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  }
  return { median, min, max };
}

function filled(length: number): Float64Array {
  return new Float64Array(length).fill(NaN);
}
