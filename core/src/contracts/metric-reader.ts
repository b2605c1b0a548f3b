import type { Job, JobResource } from '../domain/job.js';
import type { JobData } from '../domain/job-data.js';
import type { MetricScope } from '../domain/scope.js';
import type { Seconds, UnixSeconds } from '../domain/time.js';
import { token } from './token.js';

export interface MetricRequest {
  readonly cluster: string;
  readonly subCluster: string;
  readonly resources: readonly JobResource[];
  readonly numAcc: number;
  readonly metrics: readonly string[];
  readonly scopes: readonly MetricScope[];
  readonly from: UnixSeconds;
  /** Exclusive. */
  readonly to: UnixSeconds;
  /** Wanted distance of samples; 0: as measured. */
  readonly resolution: Seconds;
  /** Series come without samples. */
  readonly statisticsOnly?: boolean;
  /** Ends the work early. */
  readonly signal?: AbortSignal;
}

/** Live samples. What could not be read is named in `problems`; the rest is there. */
export interface MetricReader {
  load(request: MetricRequest): Promise<{ readonly data: JobData; readonly problems: readonly string[] }>;
}
export const MetricReader = token<MetricReader>('metrics.MetricReader');

export interface JobMetricsRequest {
  readonly job: Job;
  /** `undefined`: all of the job's cluster. */
  readonly metrics?: readonly string[];
  /** Empty: what there is of an archived job, one value a node of a running one. */
  readonly scopes: readonly MetricScope[];
  readonly resolution: Seconds;
  /** Reject a resolution that is no multiple of a metric's time step, rather than give that metric as measured. */
  readonly exactResolution?: boolean;
  readonly signal?: AbortSignal;
}
