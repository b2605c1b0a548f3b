import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricSettings } from '../app/src/boot/boot.js';
import { chooseResolution, isTooCoarse } from '../app/src/pages/job/choose-resolution.js';
import { liveAddress, metricNews } from '../app/src/pages/job/live-news.js';
import { metricOrder } from '../app/src/pages/job/metric-order.js';
import { rangesText, resourcesText } from '../app/src/pages/job/resources-text.js';
import { SampleBatches } from '../app/src/pages/job/sample-batches.js';
import { frameOf, frameOfHost } from '../app/src/pages/job/samples-frame.js';
import { defaultScope, seriesLabel } from '../app/src/pages/job/scope.js';
import { scopeThresholds } from '../app/src/pages/job/scope-thresholds.js';
import { GraphqlError } from '../app/src/api/graphql.js';
import { StatisticsSource, type WantedStatistics } from '../app/src/pages/job/statistics-source.js';
import { imbalance, statisticsRows } from '../app/src/pages/job/statistics-rows.js';
import { addressOfView, viewOfAddress } from '../app/src/pages/job/view-address.js';

describe('the address of a view', () => {
  const path = '/monitoring/job/7';
  it('holds window, scopes, host and scale, and reads them back', () => {
    const view = {
      window: { from: 60, to: 600 },
      scopes: new Map([['flops_any', 'core' as const]]),
      views: new Map([['mem_bw', 'band' as const]]),
      host: 'a1',
      fitsData: true,
    };
    const address = addressOfView(path, view);
    expect(address).toBe(`${path}?from=60&to=600&scope=flops_any:core&view=mem_bw:band&host=a1&y=data`);
    expect(viewOfAddress(new URL(address, 'http://x').searchParams)).toEqual(view);
  });
  it('is short when nothing was chosen, and ignores what it does not know', () => {
    const empty = viewOfAddress(new URLSearchParams('from=9&to=3&scope=a:bogus,b,:core&view=c:pie'));
    expect(empty).toEqual({ window: undefined, scopes: new Map(), views: new Map(), host: undefined, fitsData: false });
    expect(addressOfView(path, empty)).toBe(path);
  });
});

describe('scopes', () => {
  const scope = (name: 'node' | 'socket' | 'core' | 'accelerator', series: number) => ({
    scope: name,
    series,
    timestep: 60,
  });
  it('begin with what can be read', () => {
    expect(defaultScope([scope('node', 4), scope('core', 288)])).toBe('node');
    expect(defaultScope([scope('node', 1), scope('socket', 2), scope('core', 72)])).toBe('socket');
    expect(defaultScope([scope('node', 2), scope('accelerator', 16)])).toBe('accelerator');
    expect(defaultScope([scope('node', 40), scope('accelerator', 320)])).toBe('node');
    expect(defaultScope([])).toBe('node');
  });
  it('name their series', () => {
    expect(seriesLabel('a1', 'node', undefined, 3)).toBe('a1');
    expect(seriesLabel('a1', 'core', '12', 3)).toBe('a1 · core 12');
    expect(seriesLabel('a1', 'accelerator', '00000000:07:00.0', 1)).toBe('acc 07:00.0');
  });

  const metric: MetricSettings = {
    name: 'flops_any',
    unit: { base: 'F/s' },
    scope: 'hwthread',
    aggregation: 'sum',
    timestep: 60,
    peak: 1000,
    normal: 400,
    caution: 40,
    alert: 0,
    footprint: '',
    lowerIsBetter: false,
  };
  const perNode = { sockets: 2, memoryDomains: 4, cores: 8, hwthreads: 16, accelerators: 4 };
  const job = { shared: 'none', numNodes: 1, numHWThreads: 16, numAcc: 0 };
  const normal = (
    ...[changes, where, who]: [Partial<MetricSettings>, Parameters<typeof scopeThresholds>[1], typeof job]
  ) => scopeThresholds({ ...metric, ...changes }, where, perNode, who).lines[0]?.value;
  it('divide thresholds of sums, not those of means', () => {
    expect(normal({}, 'node', job)).toBe(400);
    expect(normal({}, 'core', job)).toBe(50);
    expect(normal({ aggregation: 'avg' }, 'core', job)).toBe(400);
    expect(normal({}, 'node', { ...job, shared: 'multi_user', numHWThreads: 4 })).toBe(100);
    expect(normal({ scope: 'node' }, 'node', { ...job, shared: 'multi_user', numHWThreads: 4 })).toBe(400);
    expect(scopeThresholds({ ...metric, peak: 0 }, 'node', perNode, job).lines).toEqual([]);
    expect(scopeThresholds(metric, 'node', perNode, job).lines.map(({ level }) => level)).toEqual([
      'normal',
      'caution',
    ]);
  });
});

describe('the resolution', () => {
  it('is as measured where that is little, coarser for long jobs, finer again for a part', () => {
    expect(chooseResolution(3600, 60, undefined, {})).toBe(0);
    expect(chooseResolution(2 * 86_400, 60, undefined, {})).toBe(300);
    expect(chooseResolution(2 * 86_400, 60, { from: 0, to: 7200 }, {})).toBe(0);
    expect(chooseResolution(7 * 86_400, 60, undefined, { trigger: 30, resolutions: [600, 300, 120, 60] })).toBe(600);
    expect(chooseResolution(7 * 86_400, 7, undefined, { resolutions: [600] })).toBe(0);
    expect(isTooCoarse(300, 0, 60)).toBe(true);
    expect(isTooCoarse(60, 300, 60)).toBe(false);
  });
  it('is always a multiple of the time step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 1, max: 600 }), (duration, timestep) => {
        expect(chooseResolution(duration, timestep, undefined, {}) % timestep).toBe(0);
      }),
    );
  });
});

describe('samples', () => {
  it('become a frame, as a whole or of one host', () => {
    const series = [
      { hostname: 'a1', id: '0', data: [1, null] },
      { hostname: 'a10', id: '0', data: [2, 3] },
    ];
    const frame = frameOf('socket', 60, series, 2);
    expect(frame.series.map(({ key, label }) => `${key} ${label}`)).toEqual([
      'a1/0 a1 · socket 0',
      'a10/0 a10 · socket 0',
    ]);
    expect(frameOfHost(frame, 'a1').series).toHaveLength(1);
  });
  it('that come in one moment are asked for together', async () => {
    const asked: string[] = [];
    const later: (() => void)[] = [];
    const batches = new SampleBatches<string>(
      (metrics, scope, resolution) => {
        asked.push(`${metrics.join()} ${scope} ${resolution}`);
        return Promise.resolve(new Map(metrics.filter((name) => name !== 'none').map((name) => [name, `${name}!`])));
      },
      (work) => later.push(work),
      2,
    );
    const answers = Promise.all([
      batches.load('a', 'node', 0),
      batches.load('b', 'node', 0),
      batches.load('none', 'node', 0),
      batches.load('a', 'core', 0),
    ]);
    for (const work of later.splice(0)) work();
    expect(await answers).toEqual(['a!', 'b!', undefined, 'a!']);
    expect(asked).toEqual(['a,b node 0', 'none node 0', 'a core 0']);
  });
});

describe('news of a running job', () => {
  it('are asked for what is looked at, since what is known', () => {
    expect(liveAddress('7', ['a', 'b'], ['node'], 12.9)).toBe('/live/jobs/7?metric=a&metric=b&scope=node&since=12');
  });
  it('carry the keys of the series they continue', () => {
    const text = JSON.stringify({
      metrics: [
        { name: 'a', scope: 'node', timestep: 60, first: 3, series: [{ hostname: 'h', data: [1] }] },
        { name: 'b', scope: 'somewhere', timestep: 60, first: 3, series: [] },
      ],
    });
    expect(metricNews(text, 1)).toEqual([
      { name: 'a', scope: 'node', increment: { step: 60, first: 3, series: [{ key: 'h/', label: 'h', values: [1] }] } },
    ]);
  });
});

describe('statistics', () => {
  const series = [30, 100, 101, 99].map((avg, index) => ({
    hostname: `n${index + 9}`,
    id: undefined,
    min: 0,
    avg,
    max: avg,
  }));
  it('are sorted as people count, and tell who is far from the others', () => {
    const rows = statisticsRows(series, ({ hostname }) => hostname, { column: 'name', descending: false }, undefined);
    expect(rows.map(({ label, outlier }) => [label, outlier])).toEqual([
      ['n9', 'low'],
      ['n10', undefined],
      ['n11', undefined],
      ['n12', undefined],
    ]);
    const byMean = statisticsRows(series, ({ hostname }) => hostname, { column: 'avg', descending: true }, undefined);
    expect(byMean.map(({ avg }) => avg)).toEqual([101, 100, 99, 30]);
  });
  it('make nothing of noise around zero', () => {
    const quiet = series.map((one) => ({ ...one, avg: one.avg / 1e6 }));
    const rows = statisticsRows(
      quiet,
      ({ hostname }) => hostname,
      { column: 'max', descending: false },
      { normal: 1000 },
    );
    expect(rows.every(({ outlier }) => outlier === undefined)).toBe(true);
  });
  it('tell how uneven the nodes are', () => {
    expect(imbalance(series)).toBeCloseTo(0.703, 3);
    expect(imbalance(series.slice(0, 1))).toBe(0);
  });
});

describe('figures that are too many for one answer', () => {
  it('are read of the nodes, and the finer ones of a metric when it is looked at', async () => {
    const asked: WantedStatistics[] = [];
    const source = new StatisticsSource((wanted) => {
      asked.push(wanted);
      const { scopes, metrics = ['a', 'b'] } = wanted;
      if (scopes.length > 2 && metrics.length > 1) return Promise.reject(new GraphqlError('too many data points'));
      const series = [{ hostname: 'h', id: null, statistics: { min: 0, avg: 1, max: 2 } }];
      const names = metrics.flatMap((name) => scopes.map((scope) => ({ name, scope })));
      return Promise.resolve(names.map((name) => ({ ...name, metric: { timestep: 60, series } })));
    });
    const coarse = await source.all(undefined);
    expect(coarse.get('a')!.map(({ scope }) => scope)).toEqual(['node', 'accelerator']);
    const finer = await source.finerOf('a');
    expect(finer!.get('a')).toHaveLength(6);
    expect(await source.finerOf('a')).toBeUndefined();
    const again = await source.all(new Map([...coarse, ...finer!]));
    expect([again.get('a')!.length, again.get('b')!.length]).toEqual([6, 2]);
    expect(asked).toHaveLength(4);
  });
});

describe('facts', () => {
  it('are counted in words', () => {
    expect(resourcesText({ numNodes: 1, numHWThreads: 1, numAcc: 0 })).toBe('1 node, 1 hardware thread');
    expect(resourcesText({ numNodes: 2, numHWThreads: 8, numAcc: 4 })).toBe(
      '2 nodes, 8 hardware threads, 4 accelerators',
    );
    expect(rangesText([5, 1, 2, 3, 9])).toBe('1–3, 5, 9');
  });
  it('put metrics in the order of the site, footprint next, without accelerators where there are none', () => {
    const of = (name: string, footprint: MetricSettings['footprint'], scope = 'node') =>
      ({ name, footprint, scope }) as MetricSettings;
    const metrics = [of('a', ''), of('b', 'avg'), of('c', ''), of('g', 'avg', 'accelerator')];
    const order = metricOrder(
      metrics,
      { cluster: 'x', subCluster: 'y', numAcc: 0 },
      { 'metricConfig_jobViewPlotMetrics:x': ['c'] },
    );
    expect(order.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  });
});
