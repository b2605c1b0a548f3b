import { describe, expect, it } from 'vitest';
import { GraphqlClient, GraphqlError, LoggedOutError, NetworkError, type Graphql } from '../app/src/api/graphql.js';
import { ClusterDirectory } from '../app/src/clusters/cluster-directory.js';
import { configuredList } from '../app/src/clusters/configured-list.js';
import { jobLine } from '../app/src/pages/jobs/job-line.js';
import type { ListedJob } from '../app/src/pages/jobs/job-list.query.js';
import { orderInput, parametersOfView, sortBy, viewOfAddress } from '../app/src/pages/jobs/list-view.js';
import { pagingOf } from '../app/src/pages/jobs/paging.js';
import { loadSparklines } from '../app/src/pages/jobs/sparkline-batch.js';
import { sparklinePath, sparklineTop, sparklineValues } from '../app/src/pages/jobs/sparkline.js';
import { matchRoute } from '../app/src/router/match-route.js';
import { jobSearchAddress } from '../app/src/shell/job-search.js';
import { Preferences } from '../app/src/shell/preferences.js';

const metric = {
  unit: { prefix: 'G', base: 'F/s' },
  scope: 'hwthread',
  aggregation: 'sum',
  timestep: 60,
  lowerIsBetter: false,
} as const;
const clusters = new ClusterDirectory([
  {
    name: 'alder',
    subClusters: [
      {
        name: 'main',
        nodes: 'a[1-4]',
        perNode: { sockets: 2, memoryDomains: 4, cores: 72, hwthreads: 144, accelerators: 0 },
        metrics: [
          { ...metric, name: 'flops_any', peak: 1000, normal: 500, caution: 100, alert: 50, footprint: 'avg' },
          { ...metric, name: 'ipc', peak: 4, normal: 2, caution: 1, alert: 0.5, footprint: '' },
        ],
      },
    ],
  },
]);

const job: ListedJob = {
  id: 7,
  jobId: 4711,
  user: 'ann',
  project: 'flow',
  cluster: 'alder',
  subCluster: 'main',
  partition: 'main',
  startTime: '2026-11-24T11:14:31Z',
  duration: 1800,
  walltime: 3600,
  numNodes: 2,
  numHWThreads: 288,
  numAcc: 0,
  energy: 0.6,
  shared: 'none',
  arrayJobId: 0,
  monitoringStatus: 3,
  state: 'completed',
  metaData: { jobName: 'md' },
  tags: [],
  footprint: [{ name: 'flops_any', stat: 'avg', value: 40 }],
  resources: [{ hostname: 'a1' }, { hostname: 'a2' }],
};

describe('a line of the list', () => {
  it('tells cores, share of the requested time and what is wrong', () => {
    const line = jobLine(job, clusters, 300);
    expect(line).toMatchObject({ name: 'md', numCores: 144, timeShare: 0.5, isShort: false, withoutData: undefined });
    expect(line.footprint).toMatchObject([{ level: 'alert', text: '40 GF/s', share: 0.04 }]);
  });

  it('lives without hardware, name and samples', () => {
    const line = jobLine({ ...job, cluster: 'gone', metaData: null, monitoringStatus: 2, walltime: 0 }, clusters, 300);
    expect(line).toMatchObject({
      name: undefined,
      numCores: 288,
      timeShare: undefined,
      withoutData: 'samples could not be archived',
    });
    expect(line.footprint).toMatchObject([{ level: 'unknown' }]);
  });
});

describe('the view in the address', () => {
  it('survives', () => {
    const view = { sort: { field: 'flops_any_avg', descending: false }, page: 3, size: 50 };
    expect(
      viewOfAddress(
        new URLSearchParams(parametersOfView(view).map(([name, value]): [string, string] => [name, value])),
        25,
      ),
    ).toEqual(view);
  });

  it('falls back to the usual where it makes no sense', () => {
    const usual = { sort: { field: 'startTime', descending: true }, page: 1, size: 25 };
    expect(viewOfAddress(new URLSearchParams('sort=drop table&page=-1&size=7'), 25)).toEqual(usual);
    expect(parametersOfView(usual)).toEqual([]);
  });

  it('turns round with the second click, and tells columns from footprints', () => {
    const first = sortBy('duration', { field: 'startTime', descending: true });
    expect([first, sortBy('duration', first)].map(({ descending }) => descending)).toEqual([true, false]);
    expect(orderInput(first)).toEqual({ field: 'duration', type: 'col', order: 'DESC' });
    expect(orderInput({ field: 'mem_bw_avg', descending: false })).toEqual({
      field: 'mem_bw_avg',
      type: 'foot',
      order: 'ASC',
    });
  });

  it('counts pages', () => {
    expect(pagingOf(0, 1, 25)).toEqual({ first: 0, last: 0, count: 0, pages: 1 });
    expect(pagingOf(51, 3, 25)).toEqual({ first: 51, last: 51, count: 51, pages: 3 });
  });
});

describe('sparklines', () => {
  it('are means over series and time, with gaps', () => {
    expect(
      sparklineValues(
        [
          [1, 3, null, null],
          [3, 5, null, null],
        ],
        2,
      ),
    ).toEqual([3, undefined]);
    expect(sparklineValues([])).toEqual([]);
  });

  it('draw a line that lifts the pen', () => {
    const box = { width: 30, height: 10, top: 10 };
    expect(sparklinePath([0, 10, undefined, 5], box)).toBe('M0.0 10.0L10.0 0.0M30.0 5.0h1.5');
    expect([sparklineTop([0, undefined], 0), sparklineTop([5], 20)]).toEqual([1, 21]);
  });

  const asked = ['1', '2', '3'].map((id) => ({ id, duration: 600, numNodes: 1, metrics: ['a'] }));

  it('leave out jobs that the server cannot read, and ask once more for the others', async () => {
    const requests: string[] = [];
    const graphql: Graphql = {
      async query<Data>(text: string): Promise<Data> {
        requests.push(text);
        if (text.includes('job2:')) throw new GraphqlError('no samples', ['job2']);
        const answer = [{ name: 'a', metric: { series: [{ data: [1, 2, null] }] } }];
        return { job1: answer, job3: answer } as Data;
      },
    };
    const loaded = await loadSparklines(graphql, asked);
    expect(requests).toHaveLength(2);
    expect(loaded.get('1')?.get('a')).toEqual({ values: [1, 2, undefined], mean: 1.5 });
    expect([loaded.get('2'), loaded.has('3')]).toEqual([undefined, true]);
  });

  it('fail as a whole when the server does not say which', async () => {
    const graphql: Graphql = { query: () => Promise.reject(new GraphqlError('too complex')) };
    await expect(loadSparklines(graphql, asked)).rejects.toThrow('too complex');
  });
});

describe('GraphqlClient', () => {
  const answering = (status: number, body: string, loggedOut = (): void => undefined): GraphqlClient =>
    new GraphqlClient(() => Promise.resolve(new Response(body, { status })), loggedOut);

  it('gives data', async () => {
    expect(await answering(200, '{"data":{"a":1}}').query('{a}')).toEqual({ a: 1 });
  });

  it('turns errors into one, with the fields that failed', async () => {
    const body = '{"errors":[{"message":"no","path":["a",1]},{"message":"no","path":["b"]}],"data":null}';
    await expect(answering(200, body).query('{a}')).rejects.toEqual(new GraphqlError('no', ['a', 'b']));
  });

  it('goes to the login page when the session ended', async () => {
    let left = false;
    await expect(answering(401, '{}', () => (left = true)).query('{a}')).rejects.toThrow(LoggedOutError);
    expect(left).toBe(true);
  });

  it('tells a broken answer from no answer', async () => {
    await expect(answering(502, '<html>').query('{a}')).rejects.toThrow(NetworkError);
    await expect(answering(429, '{"error":"too many requests"}').query('{a}')).rejects.toThrow('too many requests');
    const offline = new GraphqlClient(
      () => Promise.reject(new TypeError('failed')),
      () => undefined,
    );
    await expect(offline.query('{a}')).rejects.toThrow('The server cannot be reached.');
  });
});

describe('the shell', () => {
  it('finds pages by path', () => {
    const routes = [{ path: '/' }, { path: '/monitoring/jobs/' }, { path: '/monitoring/job/:id' }];
    const found = (path: string) => matchRoute(routes, path);
    expect(found('/')?.route).toBe(routes[0]);
    expect(found('/monitoring/jobs')?.route).toBe(routes[1]);
    expect(found('/monitoring/job/a%2Fb')?.params).toEqual({ id: 'a/b' });
    expect([found('/monitoring/job/%'), found('/x'), found('/monitoring/job/1/2')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('searches by id or name', () => {
    expect(['', ' 42 ', 'md run'].map(jobSearchAddress)).toEqual([
      '/monitoring/jobs/',
      '/monitoring/jobs/?jobId=42',
      '/monitoring/jobs/?jobName=md+run&startTime=last30d',
    ]);
  });

  it('takes lists from the nearest configuration', () => {
    const configuration = { list: ['a'], 'list:c': ['b'], 'list:c:s': 'broken' };
    expect(configuredList(configuration, 'list', 'c', 's')).toEqual(['b']);
    expect([configuredList(configuration, 'list', 'x'), configuredList(configuration, 'none')]).toEqual([['a'], []]);
  });

  it('forgets preferences that make no sense, and lives without storage', () => {
    const kept = new Map([['cc-kernel.size', '"big"']]);
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const isNumber = (value: unknown): value is number => typeof value === 'number';
    const preferences = new Preferences(storage);
    expect(preferences.get('size', isNumber)).toBeUndefined();
    preferences.set('size', 50);
    expect([preferences.get('size', isNumber), new Preferences(undefined).get('size', isNumber)]).toEqual([
      50,
      undefined,
    ]);
  });
});
