import type { BootCluster, BootSubCluster, MetricSettings } from '../boot/boot.js';

/** Machines and their metrics by name. */
export class ClusterDirectory {
  constructor(readonly clusters: readonly BootCluster[]) {}

  cluster(name: string): BootCluster | undefined {
    return this.clusters.find((cluster) => cluster.name === name);
  }

  subCluster(cluster: string, name: string): BootSubCluster | undefined {
    return this.cluster(cluster)?.subClusters.find((subCluster) => subCluster.name === name);
  }

  metrics(cluster: string, subCluster: string): readonly MetricSettings[] {
    return this.subCluster(cluster, subCluster)?.metrics ?? [];
  }

  /** `undefined`: not measured there, or not for this user. */
  metric(cluster: string, subCluster: string, name: string): MetricSettings | undefined {
    return this.metrics(cluster, subCluster).find((metric) => metric.name === name);
  }

  /** Of the first sub-cluster that has it: unit and name are the same everywhere. */
  anyMetric(name: string, cluster?: string): MetricSettings | undefined {
    return this.all(cluster)
      .flatMap(({ metrics }) => metrics)
      .find((metric) => metric.name === name);
  }

  /** One for each `metric_statistic` by which jobs can be sorted and filtered, by name. */
  footprints(
    cluster?: string,
  ): readonly { readonly name: string; readonly metric: MetricSettings; readonly peak: number }[] {
    const found = new Map<string, { name: string; metric: MetricSettings; peak: number }>();
    for (const metric of this.all(cluster).flatMap(({ metrics }) => metrics)) {
      if (metric.footprint === '') continue;
      const name = `${metric.name}_${metric.footprint}`;
      const peak = Math.max(metric.peak, found.get(name)?.peak ?? 0);
      found.set(name, { name, metric, peak });
    }
    return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  private all(cluster: string | undefined): readonly BootSubCluster[] {
    const clusters = cluster === undefined ? this.clusters : this.clusters.filter(({ name }) => name === cluster);
    return clusters.flatMap(({ subClusters }) => subClusters);
  }
}
