// Printed from the GraphQL schema by print-schema-types.mjs.

export interface Accelerator {
  readonly id: string;
  readonly type: string;
  readonly model: string;
}

export interface Cluster {
  readonly name: string;
  readonly partitions: readonly string[];
  readonly subClusters: readonly SubCluster[];
}

export interface ClusterSupport {
  readonly cluster: string;
  readonly subClusters: readonly string[];
}

export interface EnergyFootprintValue {
  readonly hardware: string;
  readonly metric: string;
  readonly value: number;
}

export interface FloatRange {
  readonly from: number;
  readonly to: number;
}

export interface FootprintValue {
  readonly name: string;
  readonly stat: string;
  readonly value: number;
}

export interface GlobalMetricListItem {
  readonly name: string;
  readonly unit: Unit;
  readonly scope: string;
  readonly footprint: string | null;
  readonly availability: readonly ClusterSupport[];
}

export interface IntRange {
  readonly from: number;
  readonly to: number;
}

export interface Job {
  readonly id: string | number;
  readonly jobId: number;
  readonly user: string;
  readonly project: string;
  readonly cluster: string;
  readonly subCluster: string;
  readonly startTime: string;
  readonly duration: number;
  readonly walltime: number;
  readonly numNodes: number;
  readonly numHWThreads: number;
  readonly numAcc: number;
  readonly energy: number;
  readonly SMT: number;
  readonly shared: string;
  readonly partition: string;
  readonly arrayJobId: number;
  readonly monitoringStatus: number;
  readonly state: string;
  readonly tags: readonly Tag[];
  readonly resources: readonly Resource[];
  readonly concurrentJobs: JobLinkResultList | null;
  readonly footprint: readonly (FootprintValue | null)[] | null;
  readonly energyFootprint: readonly (EnergyFootprintValue | null)[] | null;
  readonly metaData: unknown;
  readonly userData: User | null;
}

export interface JobFilter {
  readonly tags?: readonly (string | number)[] | null;
  readonly dbId?: readonly (string | number)[] | null;
  readonly jobId?: StringInput | null;
  readonly arrayJobId?: number | null;
  readonly user?: StringInput | null;
  readonly project?: StringInput | null;
  readonly jobName?: StringInput | null;
  readonly cluster?: StringInput | null;
  readonly subCluster?: StringInput | null;
  readonly partition?: StringInput | null;
  readonly duration?: IntRange | null;
  readonly energy?: FloatRange | null;
  readonly numNodes?: IntRange | null;
  readonly numAccelerators?: IntRange | null;
  readonly numHWThreads?: IntRange | null;
  readonly startTime?: TimeRange | null;
  readonly state?: readonly string[] | null;
  readonly metricStats?: readonly MetricStatItem[] | null;
  readonly shared?: string | null;
  readonly schedule?: string | null;
  readonly node?: StringInput | null;
}

export interface JobLink {
  readonly id: string | number;
  readonly jobId: number;
}

export interface JobLinkResultList {
  readonly listQuery: string | null;
  readonly items: readonly JobLink[];
  readonly count: number | null;
}

export interface JobMetric {
  readonly unit: Unit | null;
  readonly timestep: number;
  readonly series: readonly Series[] | null;
  readonly statisticsSeries: StatsSeries | null;
}

export interface JobMetricWithName {
  readonly name: string;
  readonly scope: string;
  readonly metric: JobMetric;
}

export interface JobResultList {
  readonly items: readonly Job[];
  readonly offset: number | null;
  readonly limit: number | null;
  readonly count: number | null;
  readonly hasNextPage: boolean | null;
}

export interface MetricConfig {
  readonly name: string;
  readonly unit: Unit;
  readonly scope: string;
  readonly aggregation: string;
  readonly timestep: number;
  readonly peak: number;
  readonly normal: number | null;
  readonly caution: number;
  readonly alert: number;
  readonly lowerIsBetter: boolean | null;
  readonly subClusters: readonly SubClusterConfig[];
}

export interface MetricStatItem {
  readonly metricName: string;
  readonly range: FloatRange;
}

export interface MetricStatistics {
  readonly avg: number;
  readonly min: number;
  readonly max: number;
}

export interface MetricValue {
  readonly name: string | null;
  readonly unit: Unit;
  readonly value: number;
}

export interface OrderByInput {
  readonly field: string;
  readonly type: string;
  readonly order: SortDirectionEnum;
}

export interface PageRequest {
  readonly itemsPerPage: number;
  readonly page: number;
}

export interface Resource {
  readonly hostname: string;
  readonly hwthreads: readonly number[] | null;
  readonly accelerators: readonly string[] | null;
  readonly configuration: string | null;
}

export interface Series {
  readonly hostname: string;
  readonly id: string | null;
  readonly statistics: MetricStatistics | null;
  readonly data: readonly (number | null)[];
}

export type SortDirectionEnum = 'DESC' | 'ASC';

export interface StatsSeries {
  readonly mean: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

export interface StringInput {
  readonly eq?: string | null;
  readonly neq?: string | null;
  readonly contains?: string | null;
  readonly startsWith?: string | null;
  readonly endsWith?: string | null;
  readonly in?: readonly string[] | null;
}

export interface SubCluster {
  readonly name: string;
  readonly nodes: string;
  readonly numberOfNodes: number;
  readonly processorType: string;
  readonly socketsPerNode: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
  readonly flopRateScalar: MetricValue;
  readonly flopRateSimd: MetricValue;
  readonly memoryBandwidth: MetricValue;
  readonly topology: Topology;
  readonly metricConfig: readonly MetricConfig[];
  readonly footprint: readonly string[];
}

export interface SubClusterConfig {
  readonly name: string;
  readonly peak: number | null;
  readonly normal: number | null;
  readonly caution: number | null;
  readonly alert: number | null;
  readonly remove: boolean | null;
}

export interface Tag {
  readonly id: string | number;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
}

export interface TimeRange {
  readonly range?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

export interface Topology {
  readonly node: readonly number[] | null;
  readonly socket: readonly (readonly number[])[] | null;
  readonly memoryDomain: readonly (readonly number[])[] | null;
  readonly die: readonly (readonly number[])[] | null;
  readonly core: readonly (readonly number[])[] | null;
  readonly accelerators: readonly Accelerator[] | null;
}

export interface Unit {
  readonly base: string;
  readonly prefix: string | null;
}

export interface User {
  readonly username: string;
  readonly name: string;
  readonly email: string;
}
