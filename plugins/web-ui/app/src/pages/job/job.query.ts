import type { Job, JobMetricWithName } from '../../api/schema.js';

/** Without the person's name: asking for that of somebody else is refused to users, and with it the whole job. */
export const JOB_QUERY = `query ShownJob($id: ID!) {
  job(id: $id) {
    id jobId user project cluster subCluster partition startTime duration walltime numNodes numHWThreads numAcc energy SMT
    shared arrayJobId monitoringStatus state metaData
    tags { id type name scope }
    resources { hostname hwthreads accelerators }
    footprint { name stat value }
    energyFootprint { hardware metric value }
    concurrentJobs { count listQuery items { id jobId } }
  }
}`;

export type ShownJob = Omit<Job, 'userData'>;

export interface JobAnswer {
  readonly job: ShownJob | null;
}

/** Which metrics exist in which scopes, and what they amount to; samples are read but not sent. */
export const STATISTICS_QUERY = `query JobStatistics($id: ID!, $metrics: [String!], $scopes: [MetricScope!]) {
  jobMetrics(id: $id, metrics: $metrics, scopes: $scopes, resolution: 0) {
    name scope
    metric { timestep series { hostname id statistics { min avg max } } }
  }
}`;

export const SAMPLES_QUERY = `query JobSamples($id: ID!, $metrics: [String!], $scopes: [MetricScope!], $resolution: Int) {
  jobMetrics(id: $id, metrics: $metrics, scopes: $scopes, resolution: $resolution) {
    name scope
    metric { timestep series { hostname id data } }
  }
}`;

export interface JobMetricsAnswer<Metric extends JobMetricWithName['metric'] | Partial<JobMetricWithName['metric']>> {
  readonly jobMetrics: readonly { readonly name: string; readonly scope: string; readonly metric: Metric }[];
}
