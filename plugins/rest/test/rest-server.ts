import type { Cluster, ClusterCatalog, Job, MetricConfig } from '@cc-kernel/core/plugin';
import { listeningLogger, openSite, settings } from '../../../core/test/http/http-harness.js';
import { getWithBody } from '../../../tools/setup/get-with-body.mjs';
import { restRoutes, type RestNeeds } from '../src/routes.js';

/** The gate behind the real HTTP room; a use case that a test does not name fails it. */
export async function openRest(needs: Partial<RestNeeds> = {}) {
  const unexpected = () => {
    throw new Error('no test expects this call');
  };
  const routes = restRoutes({
    settings: settings(),
    clusters: catalog,
    startJob: { run: unexpected },
    stopJob: { run: unexpected },
    listJobs: { run: unexpected },
    listUsedHosts: { run: unexpected },
    findJob: { run: unexpected },
    loadMetrics: { run: unexpected },
    writeSamples: { open: unexpected },
    freeSamples: { run: unexpected },
    describeStore: { run: unexpected },
    checkHosts: { run: unexpected },
    queryMetrics: { serve: unexpected },
    readJournal: { run: unexpected },
    changeUser: { run: unexpected },
    log: listeningLogger(),
    ...needs,
  });
  const site = await openSite(routes);
  return {
    url: site.url,
    close: () => site.close(),
    /** As the service account, unless the headers say otherwise. */
    ask: (method: string, path: string, body?: string | Uint8Array, headers: Record<string, string> = {}) =>
      site.fetch(path, {
        method,
        headers: { 'x-auth-token': 'collector:api', ...headers },
        ...(body !== undefined && { body }),
      }),
    /** A GET with a body, as the service account. */
    askWith: (path: string, body: string, method: 'GET' | 'HEAD' = 'GET') =>
      getWithBody(site.url + path, body, { 'x-auth-token': 'collector:api' }, method),
  };
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

export const orion: Cluster = {
  name: 'orion',
  metricConfig: [load, { ...load, name: 'mem_bw', unit: { base: 'B/s', prefix: 'G' }, footprint: '', timestep: 30 }],
  subClusters: [
    {
      name: 'main',
      nodes: 'n[001-012]',
      processorType: 'x',
      socketsPerNode: 1,
      coresPerSocket: 2,
      threadsPerCore: 1,
      flopRateScalar: { unit: { base: 'F/s', prefix: 'G' }, value: 1 },
      flopRateSimd: { unit: { base: 'F/s', prefix: 'G' }, value: 2 },
      memoryBandwidth: { unit: { base: 'B/s', prefix: 'G' }, value: 3 },
      topology: { node: [0, 1], socket: [[0, 1]], memoryDomain: [[0, 1]], core: [[0], [1]] },
      metricConfig: [load],
      footprint: ['cpu_load'],
      energyFootprint: [],
    },
  ],
};

export const catalog: ClusterCatalog = {
  clusters: [orion],
  find: (name) => (name === 'orion' ? orion : undefined),
  globalMetrics: [],
  unrestrictedMetrics: [],
  subClusterOf: () => undefined,
};

export const job: Job = {
  id: 7,
  jobId: 100001,
  cluster: 'orion',
  subCluster: 'main',
  partition: 'main',
  project: 'phys01',
  user: 'alice',
  shared: 'none',
  jobState: 'completed',
  resources: [{ hostname: 'n001' }],
  metaData: undefined,
  arrayJobId: 0,
  walltime: 3600,
  numNodes: 1,
  numHwthreads: 2,
  numAcc: 0,
  smt: 1,
  monitoringStatus: 3,
  duration: 60,
  submitTime: 0,
  startTime: 1772600000,
  footprint: { cpu_load_avg: 1.5 },
  energyFootprint: { cpu_power: 1 },
  energy: 0.25,
};

/** What REST prints of it. */
export const jobText =
  '{"cluster":"orion","subCluster":"main","partition":"main","project":"phys01","user":"alice","shared":"none","jobState":"completed",' +
  '"resources":[{"hostname":"n001"}],"energyFootprint":null,"footprint":{"cpu_load_avg":1.5},"metaData":null,' +
  '"concurrentJobs":{"items":null,"count":0},"energy":0.25,"walltime":3600,"jobId":100001,"duration":60,"smt":1,"monitoringStatus":3,' +
  '"numHwthreads":2,"numNodes":1,"statistics":null,"id":7,"startTime":1772600000}';
