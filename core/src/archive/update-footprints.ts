import { inject, injectable } from 'tsyringe';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { JobStore } from '../contracts/job-store.js';
import { Logger } from '../contracts/logger.js';
import { MetricReader } from '../contracts/metric-reader.js';
import type { Cluster } from '../domain/cluster.js';
import { jobFootprint } from '../domain/footprint.js';
import { MonitoringStatus, describeJob } from '../domain/job.js';
import type { Job } from '../domain/job.js';
import { jobStatistics } from '../domain/statistics.js';
import { reasonOf } from './stored-json.js';

/** Younger jobs say little yet. */
const minimumDuration = 600;

/** Computes the footprint of running jobs from their samples so far. */
@injectable()
export class UpdateFootprints {
  constructor(
    @inject(ClusterCatalog) private readonly clusters: ClusterCatalog,
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(MetricReader) private readonly reader: MetricReader,
    @inject(Logger) private readonly log: Logger,
  ) {}

  async run(signal?: AbortSignal): Promise<void> {
    for (const cluster of this.clusters.clusters) {
      for (const job of await this.jobs.runningOn(cluster.name)) {
        if (signal?.aborted) return;
        if (job.duration <= minimumDuration || job.monitoringStatus === MonitoringStatus.disabled) continue;
        try {
          await this.update(job, cluster, signal);
        } catch (error) {
          this.log.warn({ job: job.id, err: error }, `no footprint of ${describeJob(job)}: ${reasonOf(error)}`);
        }
      }
    }
  }

  private async update(job: Job, cluster: Cluster, signal: AbortSignal | undefined): Promise<void> {
    const subCluster = cluster.subClusters.find(({ name }) => name === job.subCluster);
    if (!subCluster || subCluster.footprint.length === 0) return;
    const { data, problems } = await this.reader.load({
      cluster: job.cluster,
      subCluster: job.subCluster,
      resources: job.resources,
      numAcc: job.numAcc,
      metrics: subCluster.footprint,
      scopes: ['node'],
      from: job.startTime,
      to: job.startTime + job.duration,
      resolution: 0,
      statisticsOnly: true,
      ...(signal && { signal }),
    });
    if (data.size === 0) {
      if (problems.length > 0) this.log.debug({ job: job.id, problems }, `no samples of ${describeJob(job)} yet`);
      return;
    }
    const statistics = jobStatistics(data, job.numNodes, cluster.metricConfig);
    await this.jobs.setFootprint(job.id, jobFootprint(subCluster, statistics));
  }
}
