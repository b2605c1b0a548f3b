import { inject, injectable } from 'tsyringe';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { assignSubCluster } from '../domain/assign-sub-cluster.js';
import type { SubCluster } from '../domain/cluster.js';
import type { NewJob } from '../domain/job.js';
import { NodeList } from '../domain/node-list.js';
import { InvalidInputError } from '../errors/index.js';

interface Places {
  hasHost(host: string): boolean;
  readonly hwthreads: ReadonlySet<number>;
}

/** Checks where a job says it runs against the configured clusters. */
@injectable()
export class JobPlacement {
  private readonly places = new WeakMap<SubCluster, Places>();

  constructor(@inject(ClusterCatalog) private readonly clusters: ClusterCatalog) {}

  /**
   * The job with its sub-cluster: the one it names, else that of its first host. Rejects with `InvalidInputError` when the cluster, the
   * sub-cluster, one of the hosts or a hardware thread does not exist, or when hosts lie in different sub-clusters.
   */
  assign(job: NewJob): NewJob {
    const subCluster = assignSubCluster(job, this.clusters);
    const places = this.placesOf(subCluster);
    for (const { hostname, hwthreads = [] } of job.resources) {
      this.mustLieIn(job, hostname, subCluster, places);
      const unknown = hwthreads.find((thread) => !places.hwthreads.has(thread));
      if (unknown !== undefined)
        throw new InvalidInputError(
          `resources: hwthread ${unknown} of ${hostname} does not exist: subCluster ${subCluster.name} of ${job.cluster} has ${places.hwthreads.size} per node`,
        );
    }
    return { ...job, subCluster: subCluster.name };
  }

  private mustLieIn(job: NewJob, hostname: string, subCluster: SubCluster, places: Places): void {
    // Where the job names none, a host belongs to the first sub-cluster that lists it, and `*` takes only what nobody lists.
    const lies =
      job.subCluster === ''
        ? this.clusters.subClusterOf(job.cluster, hostname)?.name === subCluster.name
        : places.hasHost(hostname);
    if (lies) return;
    const other = this.clusters.subClusterOf(job.cluster, hostname);
    const reason = other
      ? `lies in subCluster ${other.name} of ${job.cluster}, the job in ${subCluster.name}`
      : `is unknown in cluster ${job.cluster}`;
    throw new InvalidInputError(`resources: host ${JSON.stringify(hostname)} ${reason}`);
  }

  private placesOf(subCluster: SubCluster): Places {
    const known = this.places.get(subCluster);
    if (known) return known;
    const nodes = subCluster.nodes === '*' ? undefined : NodeList.parse(subCluster.nodes);
    const places: Places = {
      hasHost: (host) => nodes?.matches(host) ?? true,
      hwthreads: new Set(subCluster.topology.node),
    };
    this.places.set(subCluster, places);
    return places;
  }
}
