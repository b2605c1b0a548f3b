import { describe, expect, it } from 'vitest';
import type { ClusterCatalog } from '../../src/contracts/cluster-catalog.js';
import type { MetricRequest } from '../../src/contracts/metric-reader.js';
import type { JobResource } from '../../src/domain/job.js';
import type { MetricScope } from '../../src/domain/scope.js';
import { LiveMetricReader } from '../../src/metrics/read/live-metric-reader.js';
import { testSettings } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
/** Two threads a core, as simultaneous multithreading numbers them: thread 4 is the second one of core 0. */
const topology = {
  node: [0, 1, 2, 3, 4, 5, 6, 7],
  socket: [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ],
  memoryDomain: [
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
  ],
  core: [
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
  ],
};
const metricConfig = (
  [
    ['load', 'node', 'avg'],
    ['clock', 'core', 'avg'],
    ['flops', 'hwthread', 'sum'],
    ['flag', 'hwthread', ''],
    ['gone', 'node', 'avg'],
  ] as const
).map(([name, scope, aggregation]) => ({ name, scope, aggregation, timestep: 60, unit: { base: '' } }));
const cluster = {
  name: 'alpha',
  metricConfig,
  subClusters: [{ name: 'main', topology, metricConfig: metricConfig.filter(({ name }) => name !== 'gone') }],
};
const catalog = { find: (name: string) => (name === 'alpha' ? cluster : undefined) } as unknown as ClusterCatalog;
const settings = testSettings();

async function setUp(lines: string) {
  const tested = storeUnderTest(metricConfig.map(({ name, aggregation }) => ({ name, step: 60, aggregation })));
  expect((await tested.write(lines, 'alpha')).rejected).toBe(0);
  const reader = new LiveMetricReader(tested.holder, catalog, settings, tested.clock);
  return async (
    metric: string,
    scope: MetricScope,
    resources: JobResource[] = [{ hostname: 'n1' }],
    more: Partial<MetricRequest> = {},
  ) => {
    const { data, problems } = await reader.load({
      cluster: 'alpha',
      subCluster: 'main',
      resources,
      numAcc: 0,
      metrics: [metric],
      scopes: [scope],
      from: t0,
      to: t0 + 300,
      resolution: 0,
      ...more,
    });
    const series = [...(data.get(metric) ?? [])].flatMap(([at, { series: all }]) =>
      all.map(({ hostname, id, data: values }) => [at, hostname, id, [...values]]),
    );
    return { series, problems };
  };
}

const perUnit = (metric: string, type: string, count: number, skip = -1) =>
  Array.from({ length: count }, (_, id) =>
    id === skip ? '' : `${metric},hostname=n1,type=${type},type-id=${id} value=${2 ** id} ${t0}\n`,
  ).join('');

describe('reading live samples', () => {
  it('begins each series at the time asked for', async () => {
    const read = await setUp(`load,hostname=n1 value=1 ${t0 + 130}\nload,hostname=n1 value=2 ${t0 + 190}\n`);
    expect((await read('load', 'node')).series).toEqual([['node', 'n1', undefined, [NaN, NaN, 1, 2]]]);
  });

  it('gives each series its own id when another one is missing', async () => {
    const read = await setUp(perUnit('flops', 'hwthread', 4, 1));
    const { series } = await read('flops', 'hwthread', [{ hostname: 'n1', hwthreads: [0, 1, 3] }]);
    expect(series).toEqual([
      ['hwthread', 'n1', '0', [1]],
      ['hwthread', 'n1', '3', [8]],
    ]);
  });

  it('takes cores for cores when they make up sockets and memory domains', async () => {
    const read = await setUp(perUnit('clock', 'core', 4));
    expect((await read('clock', 'socket', [{ hostname: 'n1', hwthreads: [6] }])).series).toEqual([
      ['socket', 'n1', '1', [6]],
    ]);
    expect((await read('clock', 'memoryDomain', [{ hostname: 'n1', hwthreads: [4, 7] }])).series).toEqual([
      ['memoryDomain', 'n1', '0', [1]],
      ['memoryDomain', 'n1', '3', [8]],
    ]);
    expect((await read('clock', 'node')).series).toEqual([['node', 'n1', undefined, [3.75]]]);
  });

  it('sums the threads of a memory domain', async () => {
    const read = await setUp(perUnit('flops', 'hwthread', 8));
    expect((await read('flops', 'memoryDomain', [{ hostname: 'n1', hwthreads: [1] }])).series).toEqual([
      ['memoryDomain', 'n1', '1', [2 + 32]],
    ]);
  });

  it('sums what is there while at least half of the parts have a value', async () => {
    const lines = [0, 1, 2, 3].flatMap((id) =>
      [0, 1, 2].flatMap((minute) =>
        minute <= 2 - id ? [`flops,hostname=n1,type=hwthread,type-id=${id} value=1 ${t0 + minute * 60}\n`] : [],
      ),
    );
    const read = await setUp(lines.join(''));
    const { series } = await read('flops', 'node', [{ hostname: 'n1', hwthreads: [0, 1, 2, 3] }]);
    expect(series).toEqual([['node', 'n1', undefined, [3, 2, NaN]]]);
  });

  it('says what it cannot give, and gives the rest', async () => {
    const read = await setUp(perUnit('flag', 'hwthread', 2));
    expect(await read('flag', 'node')).toEqual({
      series: [],
      problems: [expect.stringContaining('metric flag of host n1')],
    });
    expect((await read('flag', 'hwthread')).series).toHaveLength(2);
    expect((await read('nonsense', 'node')).problems).toEqual([expect.stringContaining('"nonsense"')]);
    expect(await read('gone', 'node')).toEqual({ series: [], problems: [] });
    expect(await read('load', 'node')).toEqual({ series: [], problems: [] });
    expect((await read('load', 'node', [])).problems).toHaveLength(1);
    expect((await read('load', 'node', undefined, { cluster: 'nowhere' })).problems).toHaveLength(1);
    expect((await read('load', 'node', undefined, { subCluster: 'nowhere' })).problems).toHaveLength(1);
  });

  it('stops when nobody waits any more', async () => {
    const read = await setUp(perUnit('flops', 'hwthread', 8));
    await expect(read('flops', 'node', undefined, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
  });

  it('thins out all series of a metric alike, with the statistics of all samples', async () => {
    const points = (host: string, count: number) =>
      Array.from(
        { length: count },
        (_, at) => `load,hostname=${host} value=${at === 7 ? 1e6 : 1} ${t0 + at * 60}\n`,
      ).join('');
    const read = await setUp(points('n1', 1200) + points('n2', 700) + points('n3', 3));
    const { series } = await read('load', 'node', [{ hostname: 'n1' }, { hostname: 'n2' }, { hostname: 'n3' }], {
      to: t0 + 1200 * 60,
      resolution: 600,
    });
    expect(series.map(([, , , values]) => (values as number[]).length)).toEqual([120, 70, 1]);
  });
});
