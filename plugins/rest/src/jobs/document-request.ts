import type { ClusterCatalog, Job, JobMetricsRequest, MetricScope, Principal } from '@cc-kernel/core/plugin';
import { visibleMetrics } from './visible-metrics.js';

/**
 * What the two job documents show: one value a core where the job has one node, else one a node, and no more points than the
 * slowest metric of the cluster has.
 */
export function documentRequest(
  who: Principal,
  clusters: ClusterCatalog,
  job: Job,
  asked: readonly string[] | undefined,
): JobMetricsRequest {
  const timesteps = clusters.find(job.cluster)?.metricConfig.map((metric) => metric.timestep) ?? [];
  const scope: MetricScope = job.numNodes === 1 ? 'core' : 'node';
  const metrics = visibleMetrics(who, clusters, job, asked);
  return { job, scopes: [scope], resolution: Math.max(0, ...timesteps), ...(metrics && { metrics }) };
}
