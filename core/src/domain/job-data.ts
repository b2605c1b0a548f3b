import type { MetricScope } from './scope.js';
import type { Seconds } from './time.js';
import type { Unit } from './unit.js';

export interface SeriesStatistics {
  readonly avg: number;
  readonly min: number;
  readonly max: number;
}

/** Samples of one unit (node, socket, …) of one host, evenly spaced. */
export interface JobSeries {
  readonly hostname: string;
  /** Id of socket, core, hwthread, accelerator …; absent at node scope. */
  readonly id?: string;
  readonly statistics: SeriesStatistics;
  /** Shape (n,), in the metric's unit; `NaN` says that no sample arrived for the slot. Sample i lies at start + i · timestep. */
  readonly data: Float64Array | Float32Array;
}

/** Statistics over all series at each moment; arrays of shape (n,), `NaN` where too few series have a value. */
export interface StatisticsSeries {
  readonly mean?: Float64Array;
  readonly median: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Decimal percentile → values. Only in files of other programs. */
  readonly percentiles?: Readonly<Record<string, Float64Array>>;
}

/** One metric at one scope. */
export interface JobMetric {
  readonly unit: Unit;
  readonly timestep: Seconds;
  readonly series: readonly JobSeries[];
  readonly statisticsSeries?: StatisticsSeries;
}

/** metric name → scope → samples. */
export type JobData = ReadonlyMap<string, ReadonlyMap<MetricScope, JobMetric>>;

/** metric name → scope → statistics of each series. */
export type ScopedStatistics = ReadonlyMap<
  string,
  ReadonlyMap<MetricScope, readonly { hostname: string; id?: string; statistics: SeriesStatistics }[]>
>;
