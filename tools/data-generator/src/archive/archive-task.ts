import { Site, type SiteOptions } from '../site/simulated-site.js';
import { ArchiveFolder } from './archive-folder.js';
import { JobEntryWriter, type ArchiveDetail } from './job-entry.js';

/** What a worker must know to make any job of the archive. */
export interface ArchivePlan {
  readonly site: SiteOptions;
  readonly directory: string;
  readonly detail: ArchiveDetail;
}

/** Some jobs of one epoch of one cluster, by their places in it. */
export interface ArchiveTask {
  readonly cluster: string;
  readonly epoch: number;
  readonly places: readonly number[];
}

export interface ArchiveCount {
  readonly jobs: number;
  /** Found in the archive and left as they were. */
  readonly skipped: number;
  readonly bytes: number;
  readonly samples: number;
}

/** Makes jobs of an archive, one task after the other. */
export class ArchiveMaker {
  private readonly site: Site;
  private readonly folder: ArchiveFolder;
  private readonly writers = new Map<string, JobEntryWriter>();

  constructor(private readonly plan: ArchivePlan) {
    this.site = new Site(plan.site);
    this.folder = new ArchiveFolder(plan.directory);
  }

  run({ cluster, epoch, places }: ArchiveTask): ArchiveCount {
    const model = this.site.model(cluster);
    const writer = this.writers.get(cluster) ?? new JobEntryWriter(model, this.plan.detail);
    this.writers.set(cluster, writer);
    const jobs = model.jobsOfEpoch(epoch);
    const count = { jobs: 0, skipped: 0, bytes: 0, samples: 0 };
    for (const place of places) {
      const job = jobs[place];
      if (job === undefined) throw new RangeError(`epoch ${epoch} of ${cluster} has no job ${place}`);
      if (this.folder.has(cluster, job)) {
        count.skipped++;
        continue;
      }
      const entry = writer.entry(job);
      count.bytes += this.folder.write(cluster, job, entry);
      count.samples += entry.samples;
      count.jobs++;
    }
    return count;
  }
}
