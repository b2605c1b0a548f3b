import type { MetricScope } from './scope.js';
import type { Seconds } from './time.js';
import type { Unit } from './unit.js';

/** How values of finer units combine; `''` means they do not. */
export type Aggregation = 'sum' | 'avg' | '';

/** Limits for plots and judgement, in the metric's unit, per node. */
export interface Thresholds {
  readonly peak: number;
  readonly normal: number;
  readonly caution: number;
  readonly alert: number;
}

/** Which statistic of a metric is its footprint; `''`: it has none. */
export type FootprintStatistic = 'avg' | 'min' | 'max' | '';

/** `power`: values are watts; `energy`: values are joules; `''`: neither. */
export type EnergyKind = 'power' | 'energy' | '';

export interface MetricConfig extends Thresholds {
  readonly name: string;
  readonly unit: Unit;
  readonly scope: MetricScope;
  readonly aggregation: Aggregation;
  readonly timestep: Seconds;
  readonly footprint: FootprintStatistic;
  readonly energy: EnergyKind;
  readonly lowerIsBetter: boolean;
  /** Hidden from ordinary users. */
  readonly restrict: boolean;
  readonly subClusters: readonly MetricOverride[];
}

/** Replaces the cluster-wide values on one sub-cluster, as a whole: an absent value is zero, empty or false. */
export interface MetricOverride extends Thresholds {
  readonly name: string;
  /** The metric does not exist on this sub-cluster. */
  readonly remove: boolean;
  readonly footprint: FootprintStatistic;
  readonly energy: EnergyKind;
  readonly lowerIsBetter: boolean;
  readonly restrict: boolean;
  readonly unit?: Unit;
}

/** A quantity with its unit, e.g. a roofline limit per node. */
export interface MetricValue {
  readonly unit: Unit;
  readonly value: number;
}

export interface Accelerator {
  /** Usually a PCI address; what collector and scheduler send. */
  readonly id: string;
  readonly type: string;
  readonly model: string;
}

/** Lists of hardware-thread ids; the id of a socket, memory domain, die or core is its position. */
export interface Topology {
  readonly node: readonly number[];
  readonly socket: readonly (readonly number[])[];
  readonly memoryDomain: readonly (readonly number[])[];
  readonly core: readonly (readonly number[])[];
  readonly die?: readonly (readonly (number | null)[])[];
  readonly accelerators?: readonly Accelerator[];
}

/** A homogeneous part of a cluster. The last three fields are derived at load, see `deriveCluster`. */
export interface SubCluster {
  readonly name: string;
  /** Node list expression, or `*`. */
  readonly nodes: string;
  readonly processorType: string;
  readonly socketsPerNode: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
  readonly flopRateScalar: MetricValue;
  readonly flopRateSimd: MetricValue;
  readonly memoryBandwidth: MetricValue;
  readonly topology: Topology;
  /** Effective metrics here: overrides applied, removed ones left out. */
  readonly metricConfig: readonly MetricConfig[];
  /** Names of metrics with a footprint here, in metric order. */
  readonly footprint: readonly string[];
  /** Names of metrics with an energy kind here, in metric order. */
  readonly energyFootprint: readonly string[];
}

export interface Cluster {
  readonly name: string;
  readonly metricConfig: readonly MetricConfig[];
  readonly subClusters: readonly SubCluster[];
}

/** One metric name over all clusters. */
export interface GlobalMetric {
  readonly name: string;
  readonly unit: Unit;
  readonly scope: MetricScope;
  readonly footprint: FootprintStatistic;
  readonly availability: readonly { readonly cluster: string; readonly subClusters: readonly string[] }[];
}
