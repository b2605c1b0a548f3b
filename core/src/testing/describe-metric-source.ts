import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricRequest } from '../contracts/metric-reader.js';
import type { MetricSource } from '../contracts/metric-source.js';
import type { Cluster, MetricConfig } from '../domain/cluster.js';
import { deriveCluster } from '../domain/derive-cluster.js';
import type { JobData } from '../domain/job-data.js';

/** What a source under test has to hold. */
export interface MetricSourceSite {
  readonly cluster: Cluster;
  /** Line protocol; all lines name the cluster. */
  readonly lines: string;
  /** The present, in seconds. */
  readonly now: number;
}

export interface MetricSourceHarness {
  readonly source: MetricSource;
  dispose(): Promise<void>;
}

const t0 = 1_772_323_200;
const minutes = 10;
const now = t0 + 60 * minutes;

function metric(name: string, scope: MetricConfig['scope'], aggregation: MetricConfig['aggregation']): MetricConfig {
  const thresholds = { peak: 4, normal: 3, caution: 2, alert: 1 };
  const rest = { footprint: '', energy: '', lowerIsBetter: false, restrict: false, subClusters: [] } as const;
  return { name, unit: { base: 'B' }, scope, aggregation, timestep: 60, ...thresholds, ...rest };
}

const none = { unit: { base: '' }, value: 0 };
const topology = {
  node: [0, 1, 2, 3],
  socket: [
    [0, 1],
    [2, 3],
  ],
  memoryDomain: [[0, 1, 2, 3]],
  core: [[0], [1], [2], [3]],
};
const cluster = deriveCluster({
  name: 'alpha',
  metricConfig: [metric('load', 'node', 'avg'), metric('flops', 'hwthread', 'sum'), metric('power', 'socket', 'sum')],
  subClusters: [
    {
      name: 'main',
      nodes: 'n1,n2',
      processorType: '',
      socketsPerNode: 2,
      coresPerSocket: 2,
      threadsPerCore: 1,
      flopRateScalar: none,
      flopRateSimd: none,
      memoryBandwidth: none,
      topology,
      metricConfig: [],
      footprint: [],
      energyFootprint: [],
    },
  ],
});

/** n1 sends everything but the flops of thread 1; n2 begins two minutes late, sends its load alone and stops three minutes in. */
function* lines(): Generator<string> {
  for (let i = 0; i < minutes; i++) {
    const time = t0 + 60 * i;
    yield `load,cluster=alpha,hostname=n1,type=node value=${i} ${time}`;
    for (const thread of [0, 2, 3]) {
      yield `flops,cluster=alpha,hostname=n1,type=hwthread,type-id=${thread} value=${10 ** thread} ${time}`;
    }
    for (const socket of [0, 1]) {
      yield `power,cluster=alpha,hostname=n1,type=socket,type-id=${socket} value=${100 + socket} ${time}`;
    }
    if (i >= 2 && i < 5) yield `load,cluster=alpha,hostname=n2,type=node value=${i / 2} ${time}`;
  }
}

const request: MetricRequest = {
  cluster: 'alpha',
  subCluster: 'main',
  resources: [{ hostname: 'n1' }, { hostname: 'n2' }],
  numAcc: 0,
  metrics: ['load', 'flops', 'power'],
  scopes: ['node'],
  from: t0,
  to: t0 + 240,
  resolution: 0,
};

/** metric/scope/host/id → samples. */
function samplesOf(data: JobData): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const [name, scopes] of data) {
    for (const [scope, { series }] of scopes) {
      for (const { hostname, id = '', data: values } of series)
        found[`${name}/${scope}/${hostname}/${id}`] = [...values];
    }
  }
  return found;
}

/** The promises of `MetricSource`. The harness opens a source that holds the site's samples. */
export function describeMetricSource(
  name: string,
  makeHarness: (site: MetricSourceSite) => Promise<MetricSourceHarness>,
): void {
  describe(`${name} is a MetricSource`, () => {
    let harness: MetricSourceHarness;
    let source: MetricSource;
    beforeAll(async () => {
      harness = await makeHarness({ cluster, lines: `${[...lines()].join('\n')}\n`, now });
      source = harness.source;
    });
    afterAll(() => harness.dispose());

    it('gives samples from the begin of the range on, with a gap before the first', async () => {
      const { data, problems } = await source.load({ ...request, metrics: ['load'] });
      expect(problems).toEqual([]);
      expect(samplesOf(data)).toEqual({ 'load/node/n1/': [0, 1, 2, 3], 'load/node/n2/': [NaN, NaN, 1, 1.5] });
      const [first] = data.get('load')?.get('node')?.series ?? [];
      expect(first?.statistics).toEqual({ avg: 1.5, min: 0, max: 3 });
      expect(data.get('load')?.get('node')).toMatchObject({ timestep: 60, unit: { base: 'B' } });
    });

    it('labels units rightly where one among them has no samples', async () => {
      const { data } = await source.load({ ...request, metrics: ['flops'], scopes: ['hwthread'] });
      expect(Object.entries(samplesOf(data)).map(([place, [value]]) => [place, value])).toEqual([
        ['flops/hwthread/n1/0', 1],
        ['flops/hwthread/n1/2', 100],
        ['flops/hwthread/n1/3', 1000],
      ]);
    });

    it('makes coarser scopes of finer ones, and the scope that is measured of any finer one', async () => {
      const scopes = ['node', 'hwthread'] as const;
      const { data } = await source.load({ ...request, metrics: ['power'], scopes });
      expect(Object.entries(samplesOf(data)).map(([place, [value]]) => [place, value])).toEqual([
        ['power/node/n1/', 201],
        ['power/socket/n1/0', 100],
        ['power/socket/n1/1', 101],
      ]);
    });

    it('leaves samples out where only statistics are wanted', async () => {
      const { data } = await source.load({ ...request, metrics: ['load'], statisticsOnly: true });
      const series = data.get('load')?.get('node')?.series ?? [];
      expect(series.map(({ hostname, statistics, data: { length } }) => [hostname, statistics, length])).toEqual([
        ['n1', { avg: 1.5, min: 0, max: 3 }, 0],
        ['n2', { avg: 1.25, min: 1, max: 1.5 }, 0],
      ]);
    });

    it('names what it does not know, and gives the rest', async () => {
      const { data, problems } = await source.load({ ...request, metrics: ['load', 'nonsense'] });
      expect([...data.keys()]).toEqual(['load']);
      expect(problems.join()).toContain('nonsense');
      for (const unknown of [{ cluster: 'omega' }, { subCluster: 'other' }]) {
        const nothing = await source.load({ ...request, ...unknown });
        expect([nothing.data.size, nothing.problems.length]).toEqual([0, 1]);
      }
    });

    it('gives whole hosts, those asked for or all', async () => {
      const range = { cluster: 'alpha', metrics: ['load', 'power', 'nonsense'], from: t0 + 120, to: t0 + 240 };
      const all = await source.loadHosts(range);
      expect([...all.data.keys()].sort()).toEqual(['n1', 'n2']);
      const one = await source.loadHosts({ ...range, hosts: ['n1'] });
      expect([...one.data].flatMap(([host, metrics]) => [...metrics].map(([each]) => [host, each]))).toEqual([
        ['n1', 'load'],
        ['n1', 'power'],
      ]);
      expect([...one.data.get('n1')!.get('power')!.series[0]!.data]).toEqual([201, 201]);
    });

    it('says which hosts lack what', async () => {
      const metrics = ['load', 'flops', 'nonsense'];
      const health = await source.checkHosts({ cluster: 'alpha', hosts: ['n1', 'n2', 'n3'], metrics });
      expect(Object.fromEntries(health)).toEqual({
        n1: { state: 'partial', degraded: [], missing: ['nonsense'] },
        n2: { state: 'failed', degraded: ['load'], missing: ['flops', 'nonsense'] },
      });
      const all = await source.checkHosts({ cluster: 'alpha', hosts: ['n1'], metrics: ['load', 'power'] });
      expect(all.get('n1')).toEqual({ state: 'full', degraded: [], missing: [] });
    });

    it('ends with the reason of the signal', async () => {
      const reason = new Error('nobody waits');
      const signal = AbortSignal.abort(reason);
      await expect(source.load({ ...request, signal })).rejects.toBe(reason);
      await expect(source.checkHosts({ cluster: 'alpha', hosts: ['n1'], metrics: [], signal })).rejects.toBe(reason);
    });
  });
}
