import { inject, injectable } from 'tsyringe';
import { ArchiveTarget } from '../contracts/archive-target.js';
import type { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { Logger } from '../contracts/logger.js';
import { SubClusterFinder } from '../domain/assign-sub-cluster.js';
import type { Cluster, GlobalMetric, SubCluster } from '../domain/cluster.js';
import { globalMetrics, unrestrictedMetrics } from '../domain/derive-cluster.js';
import { ClusterConfigError, readCluster } from '../domain/read-cluster.js';
import type { ClusterProblem } from '../domain/read-cluster.js';
import { parseStored, reasonOf } from './stored-json.js';

/** The clusters whose `cluster.json` stands in the archive, read once. */
@injectable()
export class ArchivedClusters implements ClusterCatalog {
  clusters: readonly Cluster[] = [];
  globalMetrics: readonly GlobalMetric[] = [];
  unrestrictedMetrics: readonly GlobalMetric[] = [];
  private readonly byName = new Map<string, { readonly cluster: Cluster; readonly finder: SubClusterFinder }>();

  constructor(
    @inject(ArchiveTarget) private readonly target: ArchiveTarget,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /** Reads all documents, and rejects with all their problems at once. */
  async load(): Promise<void> {
    const problems: ClusterProblem[] = [];
    for (const folder of await this.target.folders('')) {
      if (!folder.startsWith('.')) problems.push(...(await this.loadOne(folder)));
    }
    if (problems.length > 0) throw new ClusterConfigError(problems);
    this.clusters = [...this.byName.values()].map(({ cluster }) => cluster);
    this.globalMetrics = globalMetrics(this.clusters);
    this.unrestrictedMetrics = unrestrictedMetrics(this.clusters);
    if (this.clusters.length === 0)
      this.log.warn({ archive: this.target.place }, 'the job archive has no clusters yet');
  }

  find(name: string): Cluster | undefined {
    return this.byName.get(name)?.cluster;
  }

  subClusterOf(cluster: string, host: string): SubCluster | undefined {
    return this.byName.get(cluster)?.finder.of(host);
  }

  private async loadOne(folder: string): Promise<readonly ClusterProblem[]> {
    const place = `${folder}/cluster.json`;
    try {
      const bytes = await this.target.get(place);
      if (!bytes) return [{ place, path: '', text: 'is missing; each folder of the archive is a cluster' }];
      const cluster = readCluster(parseStored(bytes, place), place, (oddity) => this.warn(oddity));
      if (this.byName.has(cluster.name)) {
        return [{ place, path: 'name', text: `is that of another cluster too: ${JSON.stringify(cluster.name)}` }];
      }
      if (cluster.name !== folder) this.warn({ place, path: 'name', text: `differs from the folder: ${cluster.name}` });
      this.byName.set(cluster.name, { cluster, finder: new SubClusterFinder(cluster) });
      return [];
    } catch (error) {
      if (error instanceof ClusterConfigError) return error.problems;
      return [{ place, path: '', text: reasonOf(error).replace(`${place} `, '') }];
    }
  }

  private warn({ place, path, text }: ClusterProblem): void {
    this.log.warn({ file: place, field: path }, `${place}: ${path} ${text}`);
  }
}
