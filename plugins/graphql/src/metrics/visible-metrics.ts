import { isRestricted, type Cluster } from '@cc-kernel/core/plugin';

/**
 * Which metrics of a job to load: those asked for, or all, without the ones that its viewer may not see. `undefined`: all there are.
 */
export function visibleMetrics(
  asked: readonly string[] | undefined,
  cluster: Cluster | undefined,
  subCluster: string,
  seesRestricted: boolean,
): readonly string[] | undefined {
  const hidden = new Set<string>();
  if (!seesRestricted) {
    for (const metric of cluster?.metricConfig ?? []) if (isRestricted(metric, subCluster)) hidden.add(metric.name);
  }
  if (hidden.size === 0) return asked;
  const all = asked ?? cluster?.metricConfig.map(({ name }) => name) ?? [];
  return all.filter((name) => !hidden.has(name));
}
