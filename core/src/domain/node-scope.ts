import type { JobMetric, JobSeries } from './job-data.js';
import { compareScopes } from './scope.js';
import type { MetricScope } from './scope.js';
import { seriesStatistics } from './statistics.js';

/** Metrics that every view shows for whole nodes. */
const derived: ReadonlySet<string> = new Set(['flops_any', 'mem_bw']);

/**
 * Adds node scope where a metric needs it and lacks it: samples of its coarsest scope, summed for each host. Statistics are
 * those of the summed samples.
 */
export function withNodeScope(
  metric: string,
  scopes: ReadonlyMap<MetricScope, JobMetric>,
): ReadonlyMap<MetricScope, JobMetric> {
  if (!derived.has(metric) || scopes.has('node') || scopes.size === 0) return scopes;
  const [, coarsest] = [...scopes].reduce((a, b) => (compareScopes(b[0], a[0]) > 0 ? b : a));
  const byHost = new Map<string, JobSeries[]>();
  for (const series of coarsest.series) byHost.set(series.hostname, [...(byHost.get(series.hostname) ?? []), series]);
  const series = [...byHost].map(([hostname, parts]) => {
    const data = summed(parts);
    return { hostname, statistics: seriesStatistics(data), data };
  });
  const { unit, timestep } = coarsest;
  return new Map([...scopes, ['node', { unit, timestep, series }]]);
}

/** `NaN` where a part has no sample or has ended: a sum of some would look like a drop. */
function summed(parts: readonly JobSeries[]): Float64Array {
  const lengths = parts.map(({ data }) => data.length);
  const sums = new Float64Array(Math.max(...lengths)).fill(0, 0, Math.min(...lengths)).fill(NaN, Math.min(...lengths));
  for (const { data } of parts) for (let i = 0; i < sums.length && i < data.length; i++) sums[i]! += data[i]!;
  return sums;
}
