import { inject, injectable } from 'tsyringe';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';

/** Names of the partitions that a cluster's jobs ran in. Read from the job table once, then kept up by the starts of jobs. */
@injectable()
export class ListPartitions {
  private readonly known = new Map<string, Promise<Set<string>>>();

  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobEvents) events: JobEvents,
  ) {
    events.on('started', ({ cluster, partition }) => {
      void this.known.get(cluster)?.then((names) => names.add(partition));
    });
  }

  /** Ascending. */
  async run(cluster: string): Promise<readonly string[]> {
    const known = this.known.get(cluster) ?? this.read(cluster);
    this.known.set(cluster, known);
    return [...(await known)].toSorted();
  }

  private read(cluster: string): Promise<Set<string>> {
    const names = this.jobs.partitionsOf(cluster).then((partitions) => new Set(partitions));
    names.catch(() => this.known.delete(cluster)); // asked again next time
    return names;
  }
}
