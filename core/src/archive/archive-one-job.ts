import { inject, injectable } from 'tsyringe';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { JobArchive } from '../contracts/job-archive.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import { Logger } from '../contracts/logger.js';
import { assignSubCluster } from '../domain/assign-sub-cluster.js';
import type { SubCluster } from '../domain/cluster.js';
import { jobEnergy, jobFootprint } from '../domain/footprint.js';
import { MonitoringStatus, describeJob } from '../domain/job.js';
import type { Job } from '../domain/job.js';
import { jobStatistics } from '../domain/statistics.js';
import { NotFoundError } from '../errors/index.js';
import { CollectJobData } from './collect-job-data.js';

/** Moves one stopped job from the live store into the archive. */
@injectable()
export class ArchiveOneJob {
  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobArchive) private readonly archive: JobArchive,
    @inject(ClusterCatalog) private readonly clusters: ClusterCatalog,
    @inject(CollectJobData) private readonly collect: CollectJobData,
    @inject(JobEvents) private readonly events: JobEvents,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /** Does nothing for a job that does not wait for it (any more). The status in SQL is the commit point. */
  async run(id: number, signal?: AbortSignal): Promise<void> {
    const job = await this.jobs.findById(id, { all: true });
    if (job?.monitoringStatus !== MonitoringStatus.runningOrArchiving || job.jobState === 'running') return;
    const subCluster = assignSubCluster(job, this.clusters);
    const { data, problems } = await this.collect.run(job, subCluster, signal);
    if (problems.length > 0) {
      this.log.warn({ job: id, problems }, `${describeJob(job)}: some samples could not be read`);
      if (data.size === 0) throw new NotFoundError(`no samples of ${describeJob(job)} could be read: ${problems[0]}`);
    }
    const metrics = this.clusters.find(job.cluster)?.metricConfig ?? [];
    const statistics = jobStatistics(data, job.numNodes, metrics);
    const metaData = await this.jobs.metaDataOf(id);
    const tags = (await this.jobs.tagsOf([id], undefined)).get(id) ?? [];
    await this.archive.publish({ ...job, metaData, tags, statistics }, data);
    await this.commit(job, subCluster, statistics);
  }

  private async commit(
    job: Job,
    subCluster: SubCluster,
    statistics: Parameters<typeof jobFootprint>[1],
  ): Promise<void> {
    const footprint = jobFootprint(subCluster, statistics);
    const { energyFootprint, energy } = jobEnergy(subCluster, statistics, job);
    await this.jobs.markArchived(job.id, { footprint, energyFootprint, energy });
    this.log.info({ job: job.id }, `archived ${describeJob(job)}`);
    const monitoringStatus = MonitoringStatus.archived;
    this.events.archived({ ...job, monitoringStatus, footprint, energyFootprint, energy });
  }
}
