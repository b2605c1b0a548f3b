import type { ClusterDirectory } from '../../clusters/cluster-directory.js';
import { judgeFootprint, type JudgedFootprint } from '../../footprint/judge-footprint.js';
import { unixSecondsOf } from '../../format/time.js';
import type { ListedJob } from './job-list.query.js';

/** A job as its line in the table shows it. */
export interface JobLine {
  readonly id: string;
  readonly jobId: number;
  readonly name: string | undefined;
  readonly user: string;
  readonly project: string;
  readonly cluster: string;
  readonly subCluster: string;
  readonly partition: string;
  readonly state: string;
  readonly isRunning: boolean;
  readonly start: number;
  readonly duration: number;
  /** 0: not told. */
  readonly walltime: number;
  /** Of the requested time, 0 … 1; `undefined`: not told. */
  readonly timeShare: number | undefined;
  readonly numNodes: number;
  readonly numCores: number;
  readonly numAcc: number;
  /** kWh; 0: not told. */
  readonly energy: number;
  readonly shared: boolean;
  readonly arrayJobId: number;
  readonly hosts: readonly string[];
  readonly footprint: readonly JudgedFootprint[];
  readonly tags: ListedJob['tags'];
  /** Why there are no samples. */
  readonly withoutData: string | undefined;
  /** Too short for its numbers to mean much. */
  readonly isShort: boolean;
}

export function jobLine(job: ListedJob, clusters: ClusterDirectory, shortJobSeconds: number): JobLine {
  const perNode = clusters.subCluster(job.cluster, job.subCluster)?.perNode;
  const { hwthreads = 0, cores = 0, accelerators = 0 } = perNode ?? {};
  const footprint = judgeFootprint(
    job.footprint ?? [],
    job,
    (name) => clusters.metric(job.cluster, job.subCluster, name),
    { hwthreads, accelerators },
  );
  return {
    id: String(job.id),
    jobId: job.jobId,
    name: jobNameOf(job.metaData),
    user: job.user,
    project: job.project,
    cluster: job.cluster,
    subCluster: job.subCluster,
    partition: job.partition,
    state: job.state,
    isRunning: job.state === 'running',
    start: unixSecondsOf(job.startTime),
    duration: job.duration,
    walltime: job.walltime,
    timeShare: job.walltime > 0 ? Math.min(1, job.duration / job.walltime) : undefined,
    numNodes: job.numNodes,
    numCores: hwthreads > 0 ? Math.ceil((job.numHWThreads * cores) / hwthreads) : job.numHWThreads,
    numAcc: job.numAcc,
    energy: job.energy,
    shared: job.shared !== 'none',
    arrayJobId: job.arrayJobId,
    hosts: job.resources.map(({ hostname }) => hostname),
    footprint,
    tags: job.tags,
    withoutData: withoutData(job.monitoringStatus),
    isShort: job.duration < shortJobSeconds,
  };
}

export function jobNameOf(metaData: unknown): string | undefined {
  if (typeof metaData !== 'object' || metaData === null || !('jobName' in metaData)) return undefined;
  const { jobName } = metaData;
  return typeof jobName === 'string' && jobName !== '' ? jobName : undefined;
}

function withoutData(monitoringStatus: number): string | undefined {
  if (monitoringStatus === 0) return 'not monitored';
  return monitoringStatus === 2 ? 'samples could not be archived' : undefined;
}
