import type { Cluster, GlobalMetric, SubCluster } from '../domain/cluster.js';
import { token } from './token.js';

/** The configured clusters, read once at start from the job archive and derived (`domain/derive-cluster.ts`). */
export interface ClusterCatalog {
  /** In load order. */
  readonly clusters: readonly Cluster[];
  find(name: string): Cluster | undefined;
  /** One item per metric name over all clusters, in order of first appearance. */
  readonly globalMetrics: readonly GlobalMetric[];
  /** The same for viewers who may not see restricted metrics. */
  readonly unrestrictedMetrics: readonly GlobalMetric[];
  /**
   * The sub-cluster whose node list has the host: first match in file order, then one whose list is `*`.
   * `undefined`: unknown cluster or host.
   */
  subClusterOf(cluster: string, host: string): SubCluster | undefined;
}
export const ClusterCatalog = token<ClusterCatalog>('archive.ClusterCatalog');
