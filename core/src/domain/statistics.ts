import { asSent } from './as-sent.js';
import type { MetricConfig } from './cluster.js';
import type { JobData, SeriesStatistics } from './job-data.js';
import type { JobStatistics } from './job.js';

/** Two decimals, halves away from zero: how statistics are kept. */
export function round2(value: number): number {
  const size = Math.round(Math.abs(value) * 100) / 100;
  return value < 0 ? -size : size;
}

/** Over the samples that are there; all zero when none is. */
export function seriesStatistics(values: ArrayLike<number>): SeriesStatistics {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return count === 0 ? { avg: 0, min: 0, max: 0 } : { avg: sum / count, min, max };
}

/** As they are published: two decimals, and all zero when one of them is not a number. */
export function publishedStatistics({ avg, min, max }: SeriesStatistics): SeriesStatistics {
  if (![avg, min, max].every(Number.isFinite)) return { avg: 0, min: 0, max: 0 };
  return { avg: round2(asSent(avg)), min: round2(asSent(min)), max: round2(asSent(max)) };
}

/**
 * Statistics over the whole job of each metric that has node scope: the average of the nodes, and the extremes of all.
 * A series without samples counts as zero in the average, like a node without the sensor.
 */
export function jobStatistics(
  data: JobData,
  numNodes: number,
  metrics: readonly MetricConfig[],
): Readonly<Record<string, JobStatistics>> {
  const unitOf = new Map(metrics.map(({ name, unit }) => [name, unit]));
  const statistics: [string, JobStatistics][] = [];
  for (const [metric, scopes] of data) {
    const node = scopes.get('node');
    if (!node || node.series.length === 0) continue;
    const all = node.series.map((series) => series.statistics);
    const sum = all.reduce((total, { avg }) => total + avg, 0);
    statistics.push([
      metric,
      {
        unit: unitOf.get(metric) ?? node.unit,
        avg: round2(sum / Math.max(1, numNodes)),
        min: round2(Math.min(...all.map(({ min }) => min))),
        max: round2(Math.max(...all.map(({ max }) => max))),
      },
    ]);
  }
  return Object.fromEntries(statistics);
}
