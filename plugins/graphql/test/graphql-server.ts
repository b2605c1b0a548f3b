import type {
  Cluster,
  ClusterCatalog,
  Job,
  JobFilter,
  JobMetricsRequest,
  JobOrder,
  MetricConfig,
  Page,
  Principal,
  User,
} from '@cc-kernel/core/plugin';
import { deriveCluster, globalMetrics, NotFoundError, unrestrictedMetrics } from '@cc-kernel/core/plugin';
import type { JobView, LoadJobMetrics, WantedParts } from '@cc-kernel/core/use-cases';
import { settings } from '../../../core/test/http/http-harness.js';
import { buildGraphqlSchema } from '../src/build-schema.js';
import { ClustersResolver } from '../src/clusters/clusters.resolver.js';
import { JobById } from '../src/jobs/job-by-id.js';
import { JobLookupsOfRequest } from '../src/jobs/job-lookups.js';
import { JobsResolver } from '../src/jobs/jobs.resolver.js';
import { JobMetricsResolver } from '../src/metrics/job-metrics.resolver.js';
import { openGate, type GateOptions } from './gate-server.js';

const now = 1_772_700_000;

type JobMetrics = Awaited<ReturnType<LoadJobMetrics['run']>>;

interface ListQuery {
  readonly filters: readonly JobFilter[];
  readonly order?: JobOrder;
  readonly page?: Page;
  readonly with?: WantedParts;
}

/** What the resolvers ask, answered by a test; a call that it does not name fails it. */
export interface Answers {
  find(who: Principal, id: number, parts?: WantedParts): JobView | undefined;
  list(who: Principal, query: ListQuery): readonly JobView[];
  count(who: Principal, filters: readonly JobFilter[]): number;
  concurrent(who: Principal, job: Job): readonly Job[] | undefined;
  user(name: string): User | undefined;
  partitions(cluster: string): readonly string[];
  metrics(request: JobMetricsRequest): JobMetrics;
  readonly resolutions: readonly number[];
}

const unexpected = (): never => {
  throw new Error('no test expects this call');
};

/** The whole gate on the real HTTP room, with fakes for the use cases. */
export async function openGraphql(answers: Partial<Answers> = {}, options: GateOptions = {}) {
  const ask: Answers = {
    find: unexpected,
    list: unexpected,
    count: unexpected,
    concurrent: unexpected,
    user: unexpected,
    partitions: unexpected,
    metrics: unexpected,
    resolutions: [],
    ...answers,
  };
  const jobById = new JobById({
    run: async (who, id, parts) => {
      const view = ask.find(who, id, parts);
      if (!view) throw new NotFoundError(`no job ${id}`);
      return view;
    },
  });
  const resampling =
    ask.resolutions.length > 0 ? { minimumPoints: 1000, trigger: 30, resolutions: ask.resolutions } : undefined;
  const lookups = new JobLookupsOfRequest(
    { run: async (who, job) => ask.concurrent(who, job) },
    { find: async (name) => ask.user(name) },
  );
  const made = [
    new ClustersResolver(catalog, { run: async (cluster) => ask.partitions(cluster) }),
    new JobsResolver(
      { run: async (who, query) => ask.list(who, query) },
      { run: async (who, filters) => ask.count(who, filters) },
      jobById,
      lookups,
      { now: () => now, nowMs: () => now * 1000 },
    ),
    new JobMetricsResolver(
      jobById,
      { run: async (request) => ask.metrics(request) },
      catalog,
      settings({ resampling }),
    ),
  ];
  const schema = buildGraphqlSchema({ get: (wanted: unknown) => made.find((one) => one.constructor === wanted) });
  return openGate(schema, options);
}

const load: MetricConfig = {
  name: 'cpu_load',
  unit: { base: '' },
  scope: 'node',
  aggregation: 'avg',
  timestep: 60,
  peak: 16,
  normal: 16,
  caution: 8,
  alert: 4,
  footprint: 'avg',
  energy: '',
  lowerIsBetter: false,
  restrict: false,
  subClusters: [],
};

const bandwidth: MetricConfig = {
  ...load,
  name: 'mem_bw',
  unit: { base: 'B/s', prefix: 'G' },
  scope: 'socket',
  aggregation: 'sum',
  restrict: true,
};

const orion: Cluster = deriveCluster({
  name: 'orion',
  metricConfig: [load, bandwidth],
  subClusters: [
    {
      name: 'main',
      nodes: 'n[001-012],x',
      processorType: 'x',
      socketsPerNode: 1,
      coresPerSocket: 2,
      threadsPerCore: 1,
      flopRateScalar: { unit: { base: 'F/s', prefix: 'G' }, value: 1 },
      flopRateSimd: { unit: { base: 'F/s', prefix: 'G' }, value: 2 },
      memoryBandwidth: { unit: { base: 'B/s' }, value: 3 },
      topology: { node: [0, 1], socket: [[0, 1]], memoryDomain: [[0, 1]], core: [[0], [1]] },
      metricConfig: [],
      footprint: [],
      energyFootprint: [],
    },
  ],
});

const catalog: ClusterCatalog = {
  clusters: [orion],
  find: (name) => (name === 'orion' ? orion : undefined),
  globalMetrics: globalMetrics([orion]),
  unrestrictedMetrics: unrestrictedMetrics([orion]),
  subClusterOf: () => undefined,
};

export const job: Job = {
  id: 7,
  jobId: 100_001,
  cluster: 'orion',
  subCluster: 'main',
  partition: 'main',
  project: 'phys01',
  user: 'alice',
  shared: 'none',
  jobState: 'completed',
  resources: [{ hostname: 'n001' }, { hostname: 'n002', hwthreads: [0, 1], accelerators: ['a'], configuration: 'c' }],
  metaData: undefined,
  arrayJobId: 0,
  walltime: 3600,
  numNodes: 2,
  numHwthreads: 4,
  numAcc: 1,
  smt: 1,
  monitoringStatus: 3,
  duration: 60,
  submitTime: 0,
  startTime: 1_772_600_000,
  footprint: { cpu_load_avg: 1.5, mem_used_max: 100 },
  energyFootprint: { cpu_power: 1, acc_power: 2, fan: 0 },
  energy: 0.25,
};

export const view = (changes: Partial<Job> = {}): JobView => ({ job: { ...job, ...changes }, tags: [] });
