import { isRestricted } from '@cc-kernel/core/plugin';
import type { ClusterCatalog, Job, Principal } from '@cc-kernel/core/plugin';

/**
 * Those of the metrics that the viewer may see: some are marked `restrict`, for staff and service accounts only.
 * @param asked `undefined`, as well as in the result: all
 */
export function visibleMetrics(
  who: Principal,
  clusters: ClusterCatalog,
  job: Job,
  asked: readonly string[] | undefined,
): readonly string[] | undefined {
  if (who.isStaff || who.isService) return asked;
  const metrics = clusters.find(job.cluster)?.metricConfig ?? [];
  const hidden = new Set(metrics.filter((metric) => isRestricted(metric, job.subCluster)).map(({ name }) => name));
  if (hidden.size === 0) return asked;
  return (asked ?? metrics.map(({ name }) => name)).filter((name) => !hidden.has(name));
}
