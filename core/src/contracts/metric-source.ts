import type { JobMetric } from '../domain/job-data.js';
import type { UnixSeconds } from '../domain/time.js';
import type { MetricReader } from './metric-reader.js';
import { token } from './token.js';

export interface HostMetricsRequest {
  readonly cluster: string;
  /** `undefined`: all that the source has of the cluster. */
  readonly hosts?: readonly string[];
  readonly metrics: readonly string[];
  readonly from: UnixSeconds;
  /** Exclusive. */
  readonly to: UnixSeconds;
  /** Ends the work early. */
  readonly signal?: AbortSignal;
}

export interface LoadedHostMetrics {
  /** host → metric → samples of the whole host. */
  readonly data: ReadonlyMap<string, ReadonlyMap<string, JobMetric>>;
  readonly problems: readonly string[];
}

/** `full`: all is measured; `failed`: nothing is; `partial`: some is. */
export type HostHealthState = 'full' | 'partial' | 'failed';

export interface HostHealth {
  readonly state: HostHealthState;
  /** Expected metrics of which some part has not been heard of lately. */
  readonly degraded: readonly string[];
  /** Expected metrics without any sample. */
  readonly missing: readonly string[];
}

export interface HostHealthRequest {
  readonly cluster: string;
  readonly hosts: readonly string[];
  /** Metrics that each host should have. */
  readonly metrics: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * A place that live samples are read from: the store in memory, or one on another server. What could be read comes with `problems` that
 * name the rest; rejects with an error of kind `unavailable` when the place itself cannot be asked, and with the signal's reason when
 * that ends the work.
 * @see describeMetricSource
 */
export interface MetricSource extends MetricReader {
  loadHosts(request: HostMetricsRequest): Promise<LoadedHostMetrics>;
  /** A host without any samples is left out. */
  checkHosts(request: HostHealthRequest): Promise<ReadonlyMap<string, HostHealth>>;
}

/** Which source has which cluster. The store in memory has all that nobody else was added for. */
export interface MetricSources {
  /** @param scope `<cluster>-<sub-cluster>`, `<cluster>` or `*`; the narrower one is asked first */
  add(scope: string, source: MetricSource): void;
  /** @param subCluster absent: for whole clusters, e.g. lists of nodes */
  of(cluster: string, subCluster?: string): MetricSource;
}
export const MetricSources = token<MetricSources>('metrics.MetricSources');
