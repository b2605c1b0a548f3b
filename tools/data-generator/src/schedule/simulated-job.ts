import type { Application } from './application.js';
import type { FinalState, JobKind } from './job-kind.js';
import type { JobRequest } from './job-request.js';

export interface Resource {
  readonly hostname: string;
  /** Absent: the whole node. */
  readonly hwthreads?: readonly number[];
  readonly accelerators?: readonly string[];
}

/** Body of `POST /api/jobs/start_job/`. */
export interface StartJobBody {
  readonly cluster: string;
  readonly subCluster: string;
  readonly partition: string;
  readonly project: string;
  readonly user: string;
  readonly shared: 'none' | 'single_user' | 'multi_user';
  readonly resources: readonly Resource[];
  readonly metaData: Readonly<Record<string, string>>;
  readonly arrayJobId?: number;
  readonly walltime: number;
  readonly requestedMemory: number;
  readonly jobId: number;
  readonly numNodes: number;
  readonly numHwthreads: number;
  readonly numAcc: number;
  readonly submitTime: number;
  readonly startTime: number;
}

/** Body of `POST /api/jobs/stop_job/`. */
export interface StopJobBody {
  readonly jobId: number;
  readonly cluster: string;
  readonly startTime: number;
  readonly stopTime: number;
  readonly jobState: FinalState;
}

export interface SimulatedJob {
  readonly cluster: string;
  readonly kind: JobKind;
  readonly application: Application;
  readonly start: StartJobBody;
  readonly stop: StopJobBody;
}

/** A job and where it runs, by numbers; its documents are written only when somebody wants to read them. */
export interface PlacedJob {
  readonly kind: JobKind;
  readonly application: Application;
  readonly request: JobRequest;
  readonly jobId: number;
  readonly arrayJobId: number | undefined;
  /** Unix seconds; it runs in begin ≤ time < end. */
  readonly begin: number;
  readonly end: number;
  readonly state: FinalState;
  /** All chance inside the job follows from this. */
  readonly key: number;
  /** Positions in the cluster's host list, ascending. */
  readonly hosts: readonly number[];
  /** Physical cores that it was given on each host. */
  readonly cores: Span;
  /** Accelerators that it was given on each host. */
  readonly accelerators: Span;
  /** Gigabytes that it may use on each host. */
  readonly memory: number;
}

export interface Span {
  readonly first: number;
  readonly count: number;
}
