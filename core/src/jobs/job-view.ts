import { inject, injectable } from 'tsyringe';
import { JobArchive } from '../contracts/job-archive.js';
import { JobStore } from '../contracts/job-store.js';
import { Logger } from '../contracts/logger.js';
import type { Principal } from '../contracts/principal.js';
import { MonitoringStatus } from '../domain/job.js';
import type { Job, JobMetaData, JobStatistics } from '../domain/job.js';
import type { Tag } from '../domain/tag.js';

/** A job as somebody sees it. */
export interface JobView {
  readonly job: Job;
  /** Those that the viewer may read, by id. */
  readonly tags: readonly Tag[];
  readonly metaData?: JobMetaData;
  /** Of archived jobs, metric → statistics. */
  readonly statistics?: Readonly<Record<string, JobStatistics>>;
}

/** What to load beside the job and its tags. */
export interface WantedParts {
  readonly metaData?: boolean;
  readonly statistics?: boolean;
  /** Fills `job.energyFootprint`. */
  readonly energyFootprint?: boolean;
}

const archiveReadsAtOnce = 8;

/** Completes jobs that were found to what a viewer wants to see of them. */
@injectable()
export class JobViews {
  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobArchive) private readonly archive: JobArchive,
    @inject(Logger) private readonly log: Logger,
  ) {}

  async of(who: Principal, jobs: readonly Job[], wanted: WantedParts): Promise<readonly JobView[]> {
    const ids = jobs.map(({ id }) => id);
    const [tags, metaData, statistics, energy] = await Promise.all([
      this.jobs.tagsOf(ids, who.readableTagScopes()),
      wanted.metaData ? this.jobs.metaDataOfAll(ids) : undefined,
      wanted.statistics ? this.statisticsOf(jobs) : undefined,
      wanted.energyFootprint ? this.jobs.energyFootprintOfAll(ids) : undefined,
    ]);
    return jobs.map((job) => {
      const own = { metaData: metaData?.get(job.id), statistics: statistics?.get(job.id) };
      return {
        job: { ...job, metaData: own.metaData, energyFootprint: energy?.get(job.id) },
        tags: tags.get(job.id) ?? [],
        ...(own.metaData && { metaData: own.metaData }),
        ...(own.statistics && { statistics: own.statistics }),
      };
    });
  }

  /** One unreadable entry of the archive does not spoil the list: its job comes without, and the log says why. */
  private async statisticsOf(
    jobs: readonly Job[],
  ): Promise<ReadonlyMap<number, Readonly<Record<string, JobStatistics>>>> {
    const found = new Map<number, Readonly<Record<string, JobStatistics>>>();
    const waiting = jobs.filter(({ monitoringStatus }) => monitoringStatus === MonitoringStatus.archived);
    const readNext = async (): Promise<void> => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        try {
          const archived = await this.archive.loadMeta(job);
          if (archived?.statistics) found.set(job.id, archived.statistics);
        } catch (error) {
          this.log.warn({ err: error, job: job.id }, 'the statistics of a job could not be read from the archive');
        }
      }
    };
    await Promise.all(Array.from({ length: archiveReadsAtOnce }, readNext));
    return found;
  }
}
