import { describe, expect, it } from 'vitest';
import type { MetricRequest } from '../../src/contracts/metric-reader.js';
import type { JobData, JobMetric } from '../../src/domain/job-data.js';
import type { Job } from '../../src/domain/job.js';
import type { MetricScope } from '../../src/domain/scope.js';
import { LoadJobMetrics } from '../../src/metrics/load-job-metrics.js';
import { testSettings } from '../../src/testing.js';

const t0 = 1_772_323_200;
const job = {
  id: 7,
  jobId: 100,
  cluster: 'alpha',
  subCluster: 'main',
  startTime: t0,
  duration: 600,
  numAcc: 0,
  resources: [{ hostname: 'n1' }],
  jobState: 'running',
  monitoringStatus: 1,
} as unknown as Job;
const stopped = { ...job, jobState: 'completed', monitoringStatus: 3 } as Job;

function metric(hosts: number, values: readonly number[], id?: string): JobMetric {
  const series = Array.from({ length: hosts }, (_, host) => ({
    hostname: `n${host}`,
    ...(id === undefined ? {} : { id }),
    statistics: { avg: 1 / 3, min: 0.125, max: 0.005 },
    data: Float64Array.from(values, (value) => value + host),
  }));
  return { unit: { base: '' }, timestep: 60, series };
}

const data = (entries: Record<string, Partial<Record<MetricScope, JobMetric>>>): JobData =>
  new Map(
    Object.entries(entries).map(([name, scopes]) => [
      name,
      new Map(Object.entries(scopes) as [MetricScope, JobMetric][]),
    ]),
  );

function setUp(archived?: JobData, live: JobData = data({})) {
  let milliseconds = 0;
  const asked: MetricRequest[] = [];
  const loadJobMetrics = new LoadJobMetrics(
    {
      async load(request) {
        asked.push(request);
        return { data: live, problems: ['one host is silent'] };
      },
    },
    {
      async loadData() {
        return archived;
      },
    } as unknown as ConstructorParameters<typeof LoadJobMetrics>[1],
    {
      find: () => ({ metricConfig: ['load', 'flops_any'].map((name) => ({ name, timestep: 60 })) }),
    } as unknown as ConstructorParameters<typeof LoadJobMetrics>[2],
    testSettings(),
    { now: () => t0, nowMs: () => (milliseconds += 10) }, // each piece of work takes long
  );
  return { loadJobMetrics, asked };
}

const shape = (loaded: JobData) => [...loaded].map(([name, scopes]) => [name, ...scopes.keys()]);

describe('loading the samples of a job', () => {
  it('lets others work between metrics, and stops when nobody waits any more', async () => {
    const metrics = data({
      load: { node: metric(9, [1]) },
      flops_any: { node: metric(9, [2]), socket: metric(9, [3]) },
    });
    const { loadJobMetrics } = setUp(undefined, metrics);
    const leaving = new AbortController();
    let turns = 0;
    const others = setInterval(() => ++turns === 2 && leaving.abort(new Error('left')));
    const request = { job, scopes: [], resolution: 60, signal: leaving.signal };
    const outcome = async () => loadJobMetrics.run(request).then(() => 'done');
    while (turns < 2) await outcome().catch(() => undefined);
    clearInterval(others);
    await expect(outcome()).rejects.toThrow('left');
  });

  it.each([
    ['runs', job],
    ['waits to be archived', { ...stopped, monitoringStatus: 1 } as Job],
  ])('asks the live store while it %s', async (_, which) => {
    const { loadJobMetrics, asked } = setUp(undefined, data({ load: { node: metric(1, [1]) } }));
    const { data: loaded, problems } = await loadJobMetrics.run({ job: which, scopes: [], resolution: 60 });
    expect(asked).toEqual([
      {
        cluster: 'alpha',
        subCluster: 'main',
        resources: [{ hostname: 'n1' }],
        numAcc: 0,
        metrics: ['load', 'flops_any'],
        scopes: ['node'],
        from: t0,
        to: t0 + 600,
        resolution: 60,
      },
    ]);
    expect([shape(loaded), problems]).toEqual([[['load', 'node']], ['one host is silent']]);
  });

  it('reads the archive afterwards, and filters', async () => {
    const archived = data({
      load: { node: metric(1, [1]), core: metric(1, [2], '0') },
      clock: { core: metric(1, [3], '0') },
      other: { node: metric(1, [4]) },
    });
    const { loadJobMetrics } = setUp(archived);
    const ask = (scopes: MetricScope[]) =>
      loadJobMetrics.run({ job: stopped, metrics: ['load', 'clock'], scopes, resolution: 0 });
    const [node, core, accelerator] = await Promise.all([ask(['node']), ask(['core']), ask(['accelerator'])]);
    expect([node, core, accelerator].map((loaded) => shape(loaded.data))).toEqual([
      [
        ['load', 'node'],
        ['clock', 'core'],
      ],
      [
        ['load', 'core'],
        ['clock', 'core'],
      ],
      [
        ['load', 'node', 'core'],
        ['clock', 'core'],
      ],
    ]);
  });

  it('says that nothing was archived', async () => {
    await expect(setUp().loadJobMetrics.run({ job: stopped, scopes: ['node'], resolution: 0 })).rejects.toMatchObject({
      code: 'CC_NOT_FOUND',
    });
  });

  it('thins out what was archived, leaving the archived data alone', async () => {
    const archived = data({
      load: {
        node: metric(
          2,
          Array.from({ length: 1200 }, (_, at) => at),
        ),
      },
    });
    const { loadJobMetrics } = setUp(archived);
    const load = async (resolution: number) => {
      const { data: loaded } = await loadJobMetrics.run({ job: stopped, scopes: ['node'], resolution });
      const { timestep, series } = loaded.get('load')!.get('node')!;
      return [timestep, series.map((one) => one.data.length)];
    };
    expect(await load(600)).toEqual([600, [120, 120]]);
    expect(await load(0)).toEqual([60, [1200, 1200]]);
  });

  it('gives a metric as measured where the resolution does not fit, and refuses where it must fit', async () => {
    const archived = data({
      load: {
        node: metric(
          2,
          Array.from({ length: 1200 }, (_, at) => at),
        ),
      },
    });
    const { loadJobMetrics } = setUp(archived);
    const request = { job: stopped, scopes: ['node' as const], resolution: 100 };
    const { data: loaded, problems } = await loadJobMetrics.run(request);
    expect([loaded.get('load')!.get('node')!.timestep, problems.length]).toEqual([60, 1]);
    await expect(loadJobMetrics.run({ ...request, exactResolution: true })).rejects.toMatchObject({
      code: 'CC_INVALID_INPUT',
    });
  });

  it('adds statistics across eight or more series, and node scope where every view needs it', async () => {
    const archived = data({ load: { node: metric(9, [1, 2]) }, flops_any: { core: metric(2, [1, 2], '0') } });
    const { loadJobMetrics } = setUp(archived);
    const { data: loaded } = await loadJobMetrics.run({ job: stopped, scopes: ['node', 'core'], resolution: 0 });
    expect(loaded.get('load')!.get('node')!.statisticsSeries).toEqual({
      min: Float64Array.of(1, 2),
      median: Float64Array.of(5, 6),
      max: Float64Array.of(9, 10),
    });
    expect(loaded.get('load')!.get('node')!.series[0]!.statistics).toEqual({ avg: 0.33, min: 0.13, max: 0.01 });
    expect([...loaded.get('flops_any')!.keys()]).toEqual(['core', 'node']);
  });
});
