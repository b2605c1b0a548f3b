import type { ClusterCatalog, Job, JobMetricsRequest, MetricScope } from '@cc-kernel/core/plugin';

/**
 * What the two job documents show: one value a core where the job has one node, else one a node, and no more points than the
 * slowest metric of the cluster has.
 */
export function documentRequest(
  clusters: ClusterCatalog,
  job: Job,
  metrics: readonly string[] | undefined,
): JobMetricsRequest {
  const timesteps = clusters.find(job.cluster)?.metricConfig.map((metric) => metric.timestep) ?? [];
  const scope: MetricScope = job.numNodes === 1 ? 'core' : 'node';
  return { job, scopes: [scope], resolution: Math.max(0, ...timesteps), ...(metrics && { metrics }) };
}
