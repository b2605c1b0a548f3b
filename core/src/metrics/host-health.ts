import type { HostHealth } from '../contracts/metric-source.js';
import type { UnixSeconds } from '../domain/time.js';
import type { Level } from './store/level.js';
import type { MetricStore } from './store/metric-store.js';

/** A series is stale when its newest slot ended more than so many steps ago. */
const staleSteps = 5;

/**
 * Which of the expected metrics a host has lately sent. One stale series of a metric, of whatever unit of the host, makes the metric
 * degraded. `undefined`: the host has never sent anything.
 */
export function hostHealth(
  store: MetricStore,
  host: Level | undefined,
  expected: readonly string[],
  now: UnixSeconds,
): HostHealth | undefined {
  if (!host) return undefined;
  const present = new Set<number>();
  const stale = new Set<number>();
  const { series: columns } = store;
  for (const level of host.walk()) {
    for (const [metric, series] of level.allSeries()) {
      const end = columns.endOf(series);
      if (end === -Infinity) continue;
      present.add(metric);
      if (now - end > staleSteps * columns.stepOf(series)) stale.add(metric);
    }
  }
  const isIn = (metrics: ReadonlySet<number>) => (name: string) => {
    const metric = store.table.find(name);
    return metric !== undefined && metrics.has(metric);
  };
  const degraded = expected.filter(isIn(stale));
  const missing = expected.filter((name) => !isIn(present)(name));
  const healthy = expected.length - degraded.length - missing.length;
  const partial = healthy > 0 ? 'partial' : 'failed';
  return { state: degraded.length + missing.length === 0 ? 'full' : partial, degraded, missing };
}
