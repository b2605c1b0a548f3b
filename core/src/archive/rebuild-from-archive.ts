import { inject, injectable } from 'tsyringe';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { JobArchive } from '../contracts/job-archive.js';
import { JobStore } from '../contracts/job-store.js';
import type { RebuildJob } from '../contracts/job-store.js';
import { assignSubCluster } from '../domain/assign-sub-cluster.js';
import { jobEnergy, jobFootprint } from '../domain/footprint.js';
import { MonitoringStatus, describeJob } from '../domain/job.js';
import type { ArchivedJob } from '../domain/job.js';
import { InvalidInputError } from '../errors/index.js';
import { reasonOf } from './stored-json.js';

export interface RebuildReport {
  /** How many jobs are in the database now. */
  readonly jobs: number;
  /** What is in the archive and not in the database. */
  readonly skipped: readonly { readonly what: string; readonly reason: string }[];
}

/**
 * Fills the job tables from the archive (`-init-db`). Footprint and energy are computed anew, tags keep their scope. Jobs
 * that cannot be taken are skipped and reported; a failing archive or database leaves the old tables.
 */
@injectable()
export class RebuildFromArchive {
  constructor(
    @inject(JobArchive) private readonly archive: JobArchive,
    @inject(ClusterCatalog) private readonly clusters: ClusterCatalog,
    @inject(JobStore) private readonly jobs: JobStore,
  ) {}

  /** @param progress hears how many jobs have been read so far */
  async run(progress: (jobs: number) => void = () => {}): Promise<RebuildReport> {
    const skipped: { what: string; reason: string }[] = [];
    const report = await this.jobs.rebuild(this.usable(skipped, progress));
    skipped.push(...report.skipped.map(({ job, reason }) => ({ what: describeJob(job), reason })));
    return { jobs: report.jobs, skipped };
  }

  private async *usable(
    skipped: { what: string; reason: string }[],
    progress: (jobs: number) => void,
  ): AsyncIterable<RebuildJob> {
    let read = 0;
    for await (const found of this.archive.jobs()) {
      if (found instanceof Error) {
        skipped.push({ what: 'unreadable job', reason: found.message });
        continue;
      }
      try {
        yield this.asRow(found);
        progress(++read);
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        skipped.push({ what: describeJob(found), reason: reasonOf(error) });
      }
    }
  }

  private asRow(job: ArchivedJob): RebuildJob {
    const subCluster = assignSubCluster(job, this.clusters);
    if (job.user === '') throw new InvalidInputError('user is empty');
    if (job.numNodes < 1) throw new InvalidInputError(`numNodes must be at least 1, is ${job.numNodes}`);
    if (job.resources.length !== job.numNodes) {
      throw new InvalidInputError(`numNodes is ${job.numNodes}, but resources has ${job.resources.length} hosts`);
    }
    if (job.numAcc < 0 || job.numHwthreads < 0)
      throw new InvalidInputError('numAcc and numHwthreads must not be negative');
    const statistics = job.statistics ?? {};
    const { energyFootprint, energy } = jobEnergy(subCluster, statistics, job);
    return {
      cluster: job.cluster,
      jobId: job.jobId,
      startTime: job.startTime,
      partition: job.partition,
      project: job.project,
      user: job.user,
      shared: job.shared,
      jobState: job.jobState,
      resources: job.resources,
      metaData: job.metaData,
      arrayJobId: job.arrayJobId,
      walltime: job.walltime,
      numNodes: job.numNodes,
      numHwthreads: job.numHwthreads,
      numAcc: job.numAcc,
      smt: job.smt,
      duration: job.duration,
      submitTime: job.submitTime,
      subCluster: subCluster.name,
      monitoringStatus: MonitoringStatus.archived,
      footprint: jobFootprint(subCluster, statistics),
      energyFootprint,
      energy,
      tags: job.tags.map(({ type, name, scope }) => ({ type, name, scope })),
    };
  }
}
