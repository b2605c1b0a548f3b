import type { MetricSettings } from '../../boot/boot.js';
import type { FootprintValue } from '../../footprint/judge-footprint.js';
import { meanOf, statisticsIn, type StatisticsByMetric } from './metric-statistics.js';

/** What the footprint would be if the job ended now; for jobs that have none yet. */
export function footprintSoFar(
  metrics: readonly MetricSettings[],
  statistics: StatisticsByMetric,
): readonly FootprintValue[] {
  return metrics.flatMap(({ name, footprint: stat }) => {
    if (stat === '') return [];
    const nodes = statisticsIn(statistics, name, 'node');
    if (nodes.length === 0) return [];
    const value = {
      avg: () => meanOf(nodes.map(({ avg }) => avg)),
      min: () => Math.min(...nodes.map(({ min }) => min)),
      max: () => Math.max(...nodes.map(({ max }) => max)),
    }[stat]();
    return [{ name, stat, value }];
  });
}
