import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServerResponse } from 'node:http';
import { MetricSources, jobStatistics, readCluster } from '@cc-kernel/core/plugin';
import type { Cluster, Job, JobData, JobResource, MetricScope } from '@cc-kernel/core/plugin';
import { CheckHosts, LoadJobMetrics, WriteSamples } from '@cc-kernel/core/use-cases';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../core/src/kernel/config/read-config.js';
import { SchemaChecker } from '../../../core/src/kernel/config/schema-checker.js';
import { readingKernel } from './reading-kernel.js';
import type { StoreEntry } from './reading-kernel.js';
import { sendJson, storeServer } from './store-server.js';
import type { Asked } from './store-server.js';

const recorded = fileURLToPath(new URL('../../../../shared/golden/', import.meta.url));
const file = `${recorded}events/external-store/exchanges.jsonl`;
const isRecorded = existsSync(file);

interface Query {
  readonly metric: string;
  readonly host: string;
  readonly type?: string;
  readonly 'type-ids'?: readonly string[];
}

interface Body {
  readonly cluster: string;
  readonly queries?: readonly Query[] | null;
  readonly from: number;
  readonly to: number;
  readonly nodes?: readonly string[];
  readonly 'metric-names'?: readonly string[];
}

interface StoreExchange {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly host: string; readonly authorization?: string };
  readonly body: Body;
  /** 0: closed without an answer, or none in time. */
  readonly status: number;
  readonly answer?: unknown;
}

interface SeriesDocument {
  readonly hostname: string;
  readonly id?: string | null;
  readonly data?: unknown;
  readonly statistics?: { min: number; avg: number; max: number };
}
interface Named {
  readonly name: string;
  readonly scope: MetricScope;
  readonly metric: { readonly timestep: number; readonly series: readonly SeriesDocument[] };
}
interface GraphqlAnswer {
  readonly errors?: readonly unknown[];
  readonly data?: {
    readonly jobMetrics?: readonly Named[];
    readonly jobStats?: readonly { name: string; data: { min: number; avg: number; max: number } }[];
    readonly scopedJobStats?: readonly {
      name: string;
      scope: MetricScope;
      stats: readonly { hostname: string; id: string | null; data: object }[];
    }[];
    readonly nodeMetrics?: readonly { host: string; metrics: readonly Named[] }[];
    readonly nodeMetricsList?: { readonly items: readonly { host: string; metrics: readonly Named[] }[] };
  } | null;
}

interface Line {
  readonly scenario: string;
  readonly note: string;
  readonly config?: unknown;
  readonly started?: boolean;
  readonly storeBehaviour?: string;
  readonly request?: {
    readonly path: string;
    readonly query?: string;
    readonly method: string;
    readonly body?: unknown;
  };
  readonly answer?: GraphqlAnswer;
  readonly storeExchanges?: readonly StoreExchange[];
}

/** Where we do otherwise, by scenario and note. */
const otherwise: Readonly<Record<string, string>> = {
  'routing: orion-fat, orion, * / second time: cached':
    'no cache lies before the source: what a running job had two minutes ago is no answer (W-24)',
  'unknown key / start': 'the original forgets its external stores without saying so; we name the key and do not start',
  'unknown key / job': 'see its start',
};

const lines: readonly Line[] = isRecorded
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  : [];
const clusters = isRecorded ? ['orion', 'lynx'].map(clusterOf) : [];
const keyOf = ({ scenario, note }: Line) => `${scenario} / ${note}`;

function clusterOf(name: string): Cluster {
  const text = readFileSync(`${recorded}archive/fs-seed1/${name}/cluster.json`, 'utf8');
  return readCluster(JSON.parse(text), name);
}

/** What the recorded jobs ran on. */
function jobOf(id: number, { from, to }: Pick<Body, 'from' | 'to'>): Job {
  const accelerators = clusters[1]?.subClusters[0]?.topology.accelerators?.map((each) => each.id) ?? [];
  const onMain = (hosts: readonly string[], rest: object = {}) => ({
    cluster: 'orion',
    subCluster: 'main',
    numAcc: 0,
    resources: hosts.map((hostname): JobResource => ({ hostname, ...rest })),
  });
  const places: Readonly<Record<number, Pick<Job, 'cluster' | 'subCluster' | 'numAcc' | 'resources'>>> = {
    1: onMain(['n010']),
    54: onMain(['n003']),
    55: {
      cluster: 'lynx',
      subCluster: 'gpu',
      numAcc: 16,
      resources: ['g02', 'g03', 'g04', 'g05'].map((hostname) => ({ hostname, accelerators })),
    },
    57: onMain(['n005'], { hwthreads: [0, 1, 2, 3] }),
    58: { ...onMain(['n015']), subCluster: 'fat' },
    60: onMain(['n006', 'n007']),
  };
  const place = places[id]!;
  return {
    id,
    jobId: 100_000 + id,
    ...place,
    partition: '',
    project: '',
    user: '',
    shared: 'none',
    jobState: id === 1 ? 'completed' : 'running',
    metaData: undefined,
    arrayJobId: 0,
    walltime: 0,
    numNodes: place.resources.length,
    numHwthreads: 0,
    smt: 1,
    monitoringStatus: id === 1 ? 3 : 1,
    duration: to - from,
    submitTime: 0,
    startTime: from,
    footprint: {},
    energyFootprint: {},
    energy: 0,
  };
}

const listIn = (query: string, name: string) =>
  new RegExp(`${name}: ?\\[([^\\]]*)\\]`).exec(query)?.[1]?.match(/\w+/g) ?? [];

/** Ids in any order: the original takes them from a map. */
const canonical = (query: Query) =>
  JSON.stringify({ ...query, ...(query['type-ids'] ? { 'type-ids': query['type-ids'].toSorted() } : {}) }, [
    'type',
    'metric',
    'host',
    'resolution',
    'type-ids',
    'aggreg',
  ]);

function comparable({ queries, ...body }: Body): unknown {
  const { 'metric-names': names, ...rest } = body;
  return { ...rest, ...(names ? { names: names.toSorted() } : { queries: queries?.map(canonical).sort() ?? null }) };
}

/** Gives the recorded rows in the order in which we ask. */
function reply(response: ServerResponse, asked: Asked, exchange: StoreExchange, behaviour: string): void {
  if (behaviour === 'hang') return;
  if (exchange.status === 0) {
    response.destroy();
    return;
  }
  if (typeof exchange.answer !== 'object') {
    response.writeHead(exchange.status).end(exchange.answer);
    return;
  }
  const answer = exchange.answer as { results?: readonly (readonly unknown[])[] };
  const ours = (asked.body as Body).queries;
  const theirs = exchange.body.queries;
  if (!answer.results || !ours || !theirs) {
    sendJson(response, answer);
    return;
  }
  const rows = ours.map((query) => {
    const at = theirs.findIndex((each) => canonical(each) === canonical(query));
    const row = answer.results?.[at];
    const ids = theirs[at]?.['type-ids'] ?? [];
    return row && row.length === ids.length && row.length > 1
      ? query['type-ids']?.map((id) => row[ids.indexOf(id)])
      : row;
  });
  const extra = answer.results.slice(theirs.length);
  sendJson(response, { ...answer, results: [...rows.filter((row) => row !== undefined), ...extra] });
}

const rounded = (value: number) => (Number.isNaN(value) ? null : Number(value.toFixed(2)));

/** metric/scope/host/id → what is told of it; an aggregated series carries the id of its first part there, and none or its own here. */
function seriesOf(named: readonly Named[]): Record<string, unknown> {
  return Object.fromEntries(
    named.flatMap(({ name, scope, metric: { timestep, series } }) =>
      series.map(({ hostname, id, data, statistics }) => [
        [name, scope, hostname, scope === 'node' ? '' : (id ?? '')].join('/'),
        { timestep, ...(data ? { data } : {}), ...(statistics ? { statistics } : {}) },
      ]),
    ),
  );
}

function namedOf(data: JobData, withStatistics: boolean): Named[] {
  return [...data].flatMap(([name, scopes]) =>
    [...scopes].map(([scope, { timestep, series }]) => ({
      name,
      scope,
      metric: {
        timestep,
        series: series.map((one) => ({
          hostname: one.hostname,
          ...(one.id === undefined ? {} : { id: one.id }),
          data: Array.from(one.data, rounded),
          ...(withStatistics ? { statistics: one.statistics } : {}),
        })),
      },
    })),
  );
}

/** Numbers within a cent: samples come with three decimals and are told with two. */
function expectClose(found: unknown, wanted: unknown, place = ''): void {
  if (typeof wanted === 'number' && typeof found === 'number') {
    expect(Math.abs(found - wanted), place).toBeLessThanOrEqual(0.010_001);
  } else if (typeof wanted === 'object' && wanted !== null && typeof found === 'object' && found !== null) {
    expect(Object.keys(found).sort(), place).toEqual(Object.keys(wanted).sort());
    for (const [key, value] of Object.entries(wanted)) {
      expectClose((found as Record<string, unknown>)[key], value, `${place}/${key}`);
    }
  } else expect(found, place).toEqual(wanted);
}

describe.skipIf(!isRecorded)('exchanges with external stores (needs ../shared/golden)', () => {
  const starts = lines.filter((line) => 'started' in line && !(keyOf(line) in otherwise));
  const checker = new SchemaChecker();
  it.each(starts.map((line) => [keyOf(line), line] as const))('%s', (_, { config, started }) => {
    const store = { 'retention-in-memory': '48h', 'memory-cap': 1 };
    const document = { main: {}, 'metric-store': store, 'metric-store-external': config };
    const { mistakes } = readConfig(document, { root: '/nowhere', file: 'config.json' }, checker);
    if (started) expect(mistakes).toEqual([]);
    else expect(mistakes.join()).toMatch(/^metric-store-external/);
  });

  const sites = new Map<string, Promise<PlayedSite>>();
  const siteOf = (line: Line): Promise<PlayedSite> => {
    const key = `${line.scenario} ${line.storeBehaviour === 'hang'}`;
    const site = sites.get(key) ?? openSite(line);
    sites.set(key, site);
    return site;
  };
  afterAll(async () => {
    for (const site of sites.values()) await (await site).close();
  });

  const asking = lines.filter((line) => line.request && !(keyOf(line) in otherwise));
  it.each(asking.map((line) => [`${keyOf(line)} (${line.storeBehaviour}) ${line.request?.path}`, line] as const))(
    '%s',
    async (_, line) => {
      const site = await siteOf(line);
      const wanted = (line.storeExchanges ?? []).filter(({ status }) => status !== 307);
      site.expect(line, wanted);
      await play(line, site.get);
      expect(distinct(site.asked).sort()).toEqual(
        distinct(
          wanted.map(({ path, headers: { host, authorization }, ...rest }) => ({
            ...rest,
            path: `/${new URL(`http://${host}`).port}${path}`,
            authorization: authorization && 'Bearer <token>', // whichever it was
          })),
        ).sort(),
      );
    },
  );
});

interface PlayedSite {
  readonly get: Get;
  readonly asked: readonly Asked[];
  expect(line: Line, exchanges: readonly StoreExchange[]): void;
  close(): Promise<void>;
}

/** A kernel with the stores of the line's scenario; the port of each is here the first part of its path. */
async function openSite({ scenario, storeBehaviour }: Line): Promise<PlayedSite> {
  let behaviour = '';
  let exchanges: readonly StoreExchange[] = [];
  const server = await storeServer((response, asked) => {
    const asks = JSON.stringify(comparable(asked.body as Body));
    const exchange = exchanges.find(({ body }) => JSON.stringify(comparable(body)) === asks);
    if (exchange) reply(response, asked, exchange, behaviour);
    else response.writeHead(418).end();
  });
  const entries = lines.find((each) => each.scenario === scenario && each.config)?.config as StoreEntry[];
  const stores = [...new Map(entries.map((entry) => [entry.scope, entry])).values()].map(({ scope, token, url }) => ({
    scope,
    token,
    url: scenario === 'nobody listens' ? 'http://127.0.0.1:1' : url.replace(/^.*:(\d+)/, `${server.url}/$1`),
    timeout: storeBehaviour === 'hang' ? 0.05 : 10,
  }));
  const kernel = await readingKernel(clusters, stores, { internal: !scenario.startsWith('only') });
  return {
    get: (wanted) => kernel.get(wanted),
    asked: server.asked,
    expect(line, wanted) {
      behaviour = line.storeBehaviour ?? '';
      exchanges = wanted;
      server.asked.length = 0;
    },
    async close() {
      await kernel.stop();
      await server.close();
    },
  };
}

/** A closed connection may be tried twice; what was asked is the same. */
function distinct(
  all: readonly { method: string; path: string; authorization: string | undefined; body: unknown }[],
): string[] {
  const texts = all.map(({ method, path, authorization, body }) =>
    JSON.stringify([method, path, authorization && 'Bearer <token>', comparable(body as Body)]),
  );
  return [...new Set(texts)];
}

type Get = Awaited<ReturnType<typeof readingKernel>>['get'];

async function play(line: Line, get: Get): Promise<void> {
  const { request, storeExchanges: exchanges = [], answer } = line;
  const body = exchanges.find(({ status }) => status !== 307)?.body;
  const range = { from: body?.from ?? 1_772_359_541, to: body?.to ?? 1_772_363_141 };
  if (request?.path === '/query') await playQuery(request.query ?? '', range, answer ?? {}, line, get);
  else if (request?.path.startsWith('/api/nodestate')) await playNodeState(exchanges, get);
  else if (request?.path.startsWith('/api/jobs/stop_job')) await playArchiving(exchanges, get);
  else if (line.scenario.startsWith('only')) {
    expect(() => get(WriteSamples).open({ defaultCluster: '' })).toThrow(
      expect.objectContaining({ code: 'CC_UNAVAILABLE' }), // the original ends with a panic
    );
  } else await get(WriteSamples).open({ defaultCluster: 'orion' }).end();
}

const failed = { code: 'CC_EXTERNAL_STORE', kind: 'unavailable' };

async function playQuery(
  query: string,
  range: { from: number; to: number },
  { data: answered, errors }: GraphqlAnswer,
  { storeBehaviour }: Line,
  get: Get,
): Promise<void> {
  const metrics = listIn(query, 'metrics');
  const scopes = listIn(query, 'scopes') as MetricScope[];
  const resolution = Number(/resolution: (\d+)/.exec(query)?.[1] ?? 0);
  const id = Number(/id: "(\d+)"/.exec(query)?.[1] ?? 0);
  const sources = get(MetricSources);
  if (query.includes('jobMetrics')) {
    const loading = get(LoadJobMetrics).run({ job: jobOf(id, range), metrics, scopes, resolution });
    if (errors) return expect(loading).rejects.toMatchObject(failed);
    const { data } = await loading;
    if (id === 1) return; // from the archive, which is empty here
    return expectClose(seriesOf(namedOf(data, true)), seriesOf(answered?.jobMetrics ?? []));
  }
  if (query.includes('obStats')) {
    const job = jobOf(id, range);
    const wanted = { ...job, ...range, metrics, scopes: scopes.length > 0 ? scopes : (['node'] as const), resolution };
    const loading = sources.of(job.cluster, job.subCluster).load({ ...wanted, statisticsOnly: true });
    if (errors && storeBehaviour === '500') return expect(loading).rejects.toMatchObject(failed);
    const { data, problems } = await loading;
    if (errors) return expect(problems.join()).toContain('made up error');
    for (const { name, data: wantedStatistics } of answered?.jobStats ?? []) {
      const found = jobStatistics(data, job.numNodes, clusters[0]!.metricConfig)[name] ?? { avg: 0, max: 0 };
      // The smallest value is 0 there whatever was measured (W-21).
      expectClose({ avg: found.avg, max: found.max }, { avg: wantedStatistics.avg, max: wantedStatistics.max });
    }
    const scoped = (answered?.scopedJobStats ?? []).map(({ name, scope, stats }) => ({
      name,
      scope,
      metric: { timestep: 60, series: stats.map(({ data: statistics, ...rest }) => ({ ...rest, statistics })) },
    }));
    if (answered?.scopedJobStats) {
      const found = namedOf(data, true).map(({ metric, ...rest }) => ({
        ...rest,
        metric: { timestep: 60, series: metric.series.map((one) => ({ ...one, data: undefined })) },
      }));
      expectClose(seriesOf(found), seriesOf(scoped as Named[]));
    }
    return;
  }
  if (query.includes('nodeMetricsList')) {
    const list = answered?.nodeMetricsList?.items ?? [];
    const resources = list.map(({ host: hostname }) => ({ hostname }));
    // As recorded: the largest of the configured resolutions.
    const where = { cluster: 'orion', subCluster: 'fat', resources, numAcc: 0 };
    const { data } = await sources.of('orion', 'fat').load({ ...where, ...range, metrics, scopes, resolution: 240 });
    return expectClose(seriesOf(namedOf(data, false)), seriesOf(list.flatMap((item) => item.metrics)));
  }
  const nodes = listIn(query, 'nodes');
  const loading = sources.of('orion').loadHosts({
    cluster: 'orion',
    metrics,
    ...range,
    ...(nodes.length > 0 ? { hosts: nodes } : {}),
  });
  if (storeBehaviour === '500') return expect(loading).rejects.toMatchObject(failed);
  const { data, problems } = await loading;
  if (storeBehaviour === 'extra') {
    // The original ends with a panic: one result more than queries.
    return expect([data.size, problems.length]).toEqual([2, 1]);
  }
  const found = [...data.values()].flatMap((ofHost) =>
    namedOf(new Map([...ofHost].map(([name, metric]) => [name, new Map([['node', metric]])])), false),
  );
  expectClose(seriesOf(found), seriesOf((answered?.nodeMetrics ?? []).flatMap((node) => node.metrics)));
}

async function playNodeState(exchanges: readonly StoreExchange[], get: Get): Promise<void> {
  const different = new Map(exchanges.map((each) => [JSON.stringify(each.body.nodes), each]));
  for (const { body, status, answer } of different.values()) {
    const { cluster, nodes: hosts = [], 'metric-names': metrics = [] } = body;
    const checking = get(CheckHosts).run({ cluster, hosts, metrics });
    if (status !== 200 || typeof answer !== 'object') await expect(checking).rejects.toMatchObject(failed);
    else {
      const wanted = Object.entries(answer as Record<string, { State: string; HealthMetrics: string }>);
      expect([...(await checking)]).toEqual(
        wanted.map(([host, { State: state, HealthMetrics: details }]) => [
          host,
          { state, ...(JSON.parse(details) as object) },
        ]),
      );
    }
  }
}

async function playArchiving([exchange]: readonly StoreExchange[], get: Get): Promise<void> {
  const { body, status } = exchange!;
  const job = jobOf(body.queries?.[0]?.host === 'n003' ? 54 : 60, body);
  const metrics = clusters[0]!.metricConfig.map(({ name }) => name);
  const loading = get(MetricSources)
    .of(job.cluster, job.subCluster)
    .load({ ...job, from: body.from, to: body.to, metrics, scopes: ['node', 'core'], resolution: 0 });
  if (status !== 200) return expect(loading).rejects.toMatchObject(failed);
  const { data, problems } = await loading;
  expect(problems).toEqual(["failed to fetch 'cpu_load' from host 'n003': made up error"]);
  expect([...data.keys()].sort()).toEqual(metrics.filter((name) => name !== 'cpu_load').sort());
}
