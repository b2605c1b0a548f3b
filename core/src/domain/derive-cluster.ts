import type { Cluster, GlobalMetric, MetricConfig, SubCluster } from './cluster.js';

/** The metric as it is on one sub-cluster; `undefined`: removed there. An override replaces all of its values, absent ones too. */
export function effectiveMetric(metric: MetricConfig, subCluster: string): MetricConfig | undefined {
  const override = metric.subClusters.findLast(({ name }) => name === subCluster);
  if (override?.remove) return undefined;
  const { peak, normal, caution, alert, footprint, energy, lowerIsBetter } = override ?? metric;
  // `restrict` stays false in derived lists, as their readers expect; `isRestricted` tells.
  const values = { peak, normal, caution, alert, footprint, energy, lowerIsBetter, restrict: false };
  return { ...metric, ...values, subClusters: [] };
}

/** Is the metric hidden from ordinary users on this sub-cluster? */
export function isRestricted(metric: MetricConfig, subCluster: string): boolean {
  return (metric.subClusters.findLast(({ name }) => name === subCluster) ?? metric).restrict;
}

/** Fills in what each sub-cluster derives from the cluster's metrics. */
export function deriveCluster(cluster: Cluster): Cluster {
  return { ...cluster, subClusters: cluster.subClusters.map((subCluster) => deriveSubCluster(cluster, subCluster)) };
}

function deriveSubCluster(cluster: Cluster, subCluster: SubCluster): SubCluster {
  const metricConfig = cluster.metricConfig
    .map((metric) => effectiveMetric(metric, subCluster.name))
    .filter((metric) => metric !== undefined);
  return {
    ...subCluster,
    metricConfig,
    footprint: metricConfig.filter(({ footprint }) => footprint !== '').map(({ name }) => name),
    energyFootprint: metricConfig.filter(({ energy }) => energy !== '').map(({ name }) => name),
  };
}

/** One item per metric name, in order of first appearance; unit, scope and footprint are those of the first cluster. */
export function globalMetrics(clusters: readonly Cluster[]): readonly GlobalMetric[] {
  return collect(clusters, (cluster, metric) => ({
    listed: true,
    subClusters: subClustersWhere(cluster, ({ name }) => effectiveMetric(metric, name) !== undefined),
  }));
}

/** The same for viewers who may not see restricted metrics: where a metric is nowhere open, it does not appear. */
export function unrestrictedMetrics(clusters: readonly Cluster[]): readonly GlobalMetric[] {
  return collect(clusters, (cluster, metric) => {
    const subClusters = subClustersWhere(
      cluster,
      ({ name }) => effectiveMetric(metric, name) !== undefined && !isRestricted(metric, name),
    );
    return { listed: subClusters.length > 0, subClusters };
  });
}

function subClustersWhere(cluster: Cluster, holds: (subCluster: SubCluster) => boolean): readonly string[] {
  return cluster.subClusters.filter(holds).map(({ name }) => name);
}

function collect(
  clusters: readonly Cluster[],
  availabilityOf: (cluster: Cluster, metric: MetricConfig) => { listed: boolean; subClusters: readonly string[] },
): readonly GlobalMetric[] {
  const found = new Map<string, GlobalMetric>();
  for (const cluster of clusters) {
    for (const metric of cluster.metricConfig) {
      const { listed, subClusters } = availabilityOf(cluster, metric);
      if (!listed) continue;
      const { name, unit, scope, footprint } = metric;
      const item = found.get(name) ?? { name, unit, scope, footprint, availability: [] };
      found.set(name, { ...item, availability: [...item.availability, { cluster: cluster.name, subClusters }] });
    }
  }
  return [...found.values()];
}
