import { InvalidInputError } from '../errors/index.js';
import type { Cluster, SubCluster } from './cluster.js';
import type { JobResource } from './job.js';
import { NodeList } from './node-list.js';

/** Finds the sub-cluster of a host: the first in file order whose node list has it, else the first with `*`. */
export class SubClusterFinder {
  private readonly listed: readonly { readonly subCluster: SubCluster; readonly nodes: NodeList }[];
  private readonly lastResort: SubCluster | undefined;
  private readonly found = new Map<string, SubCluster>();

  constructor(cluster: Cluster) {
    this.listed = cluster.subClusters
      .filter(({ nodes }) => nodes !== '*')
      .map((subCluster) => ({ subCluster, nodes: NodeList.parse(subCluster.nodes) }));
    this.lastResort = cluster.subClusters.find(({ nodes }) => nodes === '*');
  }

  of(host: string): SubCluster | undefined {
    const known = this.found.get(host);
    if (known) return known;
    const listed = this.listed.find(({ nodes }) => nodes.matches(host))?.subCluster;
    // Only listed hosts are remembered: with `*` any text is a host, and the memory would have no bound.
    if (listed) this.found.set(host, listed);
    return listed ?? this.lastResort;
  }
}

/** What assigning needs to know of the clusters; a `ClusterCatalog` knows it. */
export interface SubClusterLookup {
  find(cluster: string): Cluster | undefined;
  subClusterOf(cluster: string, host: string): SubCluster | undefined;
}

/**
 * The sub-cluster of a job: the one it names, which must exist, else that of its first host.
 * Rejects with `InvalidInputError`, which says what is unknown.
 */
export function assignSubCluster(
  job: { readonly cluster: string; readonly subCluster: string; readonly resources: readonly JobResource[] },
  clusters: SubClusterLookup,
): SubCluster {
  const cluster = clusters.find(job.cluster);
  if (!cluster) throw new InvalidInputError(`unknown cluster ${JSON.stringify(job.cluster)}`);
  if (job.subCluster !== '') {
    const named = cluster.subClusters.find(({ name }) => name === job.subCluster);
    if (named) return named;
    throw new InvalidInputError(`cluster ${job.cluster} has no subCluster ${JSON.stringify(job.subCluster)}`);
  }
  const host = job.resources[0]?.hostname;
  if (host === undefined) throw new InvalidInputError('resources are empty: the subCluster cannot be told');
  const assigned = clusters.subClusterOf(job.cluster, host);
  if (assigned) return assigned;
  throw new InvalidInputError(`no subCluster of ${job.cluster} has the host ${JSON.stringify(host)}`);
}
