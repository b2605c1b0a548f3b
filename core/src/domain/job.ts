import type { Unit } from './unit.js';
import type { Seconds, UnixSeconds } from './time.js';
import type { Tag } from './tag.js';

export const JOB_STATES = [
  'boot_fail',
  'cancelled',
  'completed',
  'deadline',
  'failed',
  'node_fail',
  'out_of_memory',
  'pending',
  'preempted',
  'running',
  'suspended',
  'timeout',
] as const;

export type JobState = (typeof JOB_STATES)[number];

export function isJobState(text: string): text is JobState {
  return (JOB_STATES as readonly string[]).includes(text);
}

/** States that a job can end in; schedulers report `suspended` too when they take a job off its nodes. */
export function isFinalState(state: JobState): boolean {
  return state !== 'running' && state !== 'pending';
}

export const SHARING = ['none', 'single_user', 'multi_user'] as const;

/** Who else uses the job's nodes. */
export type Sharing = (typeof SHARING)[number];

/** How far the monitoring data of a job have come; the numbers stand in database and archive. */
export const MonitoringStatus = { disabled: 0, runningOrArchiving: 1, archivingFailed: 2, archived: 3 } as const;
export type MonitoringStatus = (typeof MonitoringStatus)[keyof typeof MonitoringStatus];

/** What a job has of one node. */
export interface JobResource {
  readonly hostname: string;
  /** Absent: the whole node. */
  readonly hwthreads?: readonly number[];
  readonly accelerators?: readonly string[];
  readonly configuration?: string;
}

/** What tells one job from all others: the scheduler may reuse its ids. */
export interface JobIdentity {
  readonly cluster: string;
  /** The scheduler's id. */
  readonly jobId: number;
  readonly startTime: UnixSeconds;
}

/** A job as the batch system reports its start. */
export interface NewJob extends JobIdentity {
  readonly subCluster: string;
  readonly partition: string;
  readonly project: string;
  readonly user: string;
  readonly shared: Sharing;
  readonly resources: readonly JobResource[];
  readonly metaData: JobMetaData | undefined;
  /** 0: not part of an array. */
  readonly arrayJobId: number;
  /** Requested; 0: unknown. */
  readonly walltime: Seconds;
  readonly numNodes: number;
  readonly numHwthreads: number;
  readonly numAcc: number;
  /** Threads per core in use; 0: not told. */
  readonly smt: number;
  readonly monitoringStatus: MonitoringStatus;
  readonly duration: Seconds;
  /** 0: not told. */
  readonly submitTime: UnixSeconds;
  /** As far as the batch system knows it; in the end both come from the samples. */
  readonly footprint?: Footprint | undefined;
  /** kWh. */
  readonly energy?: number;
}

/** Free text by key, e.g. `jobName`, `jobScript`, `slurmInfo`. */
export type JobMetaData = Readonly<Record<string, string>>;

/** `<metric>_<statistic>` → value in the metric's unit. */
export type Footprint = Readonly<Record<string, number>>;

/** Metric → kWh. */
export type EnergyFootprint = Readonly<Record<string, number>>;

/** A job as the database knows it. */
export interface Job extends NewJob {
  /** Database id, used in addresses. */
  readonly id: number;
  readonly jobState: JobState;
  /** Seconds; of a running job: now − start, not what is stored. */
  readonly duration: Seconds;
  readonly footprint: Footprint | undefined;
  readonly energyFootprint: EnergyFootprint | undefined;
  /** kWh. */
  readonly energy: number;
}

/** avg, min and max of one metric over the whole job. */
export interface JobStatistics {
  readonly unit: Unit;
  readonly avg: number;
  readonly min: number;
  readonly max: number;
}

/** A job with everything that its archive entry says beside the samples. */
export interface ArchivedJob extends Omit<Job, 'id'> {
  readonly id?: number;
  readonly tags: readonly Tag[];
  /** MB; only in documents of other programs. */
  readonly requestedMemory?: number;
  /** Metric → statistics. */
  readonly statistics: Readonly<Record<string, JobStatistics>> | undefined;
}

export function describeJob(job: JobIdentity): string {
  return `job ${job.jobId} on ${job.cluster}, started ${job.startTime}`;
}
