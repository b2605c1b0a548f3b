import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Site, eventually } from '../../../tools/setup/site.mjs';
import { temporarySite } from './test-site.js';
import { lineProtocol, tinyCluster, tinySamples } from './tiny-cluster.js';

/** metric → scope → `host/id` → samples, the same shape from every gate. */
type Numbers = Record<string, Record<string, Record<string, readonly (number | null)[]>>>;

interface SeriesDocument {
  readonly hostname: string;
  readonly id?: string | null;
  readonly data: readonly (number | null)[];
}

interface MetricDocument {
  readonly name: string;
  readonly scope: string;
  readonly metric: { readonly timestep: number; readonly series: readonly SeriesDocument[] };
}

function numbersOf(metrics: readonly MetricDocument[]): Numbers {
  const numbers: Numbers = {};
  for (const { name, scope, metric } of metrics)
    for (const { hostname, id, data } of metric.series)
      ((numbers[name] ??= {})[scope] ??= {})[`${hostname}/${id ?? ''}`] = data;
  return numbers;
}

const hosts = ['t01', 't02'];
const minutes = 20;
const start = 60 * Math.floor(Date.now() / 60_000) - 60 * minutes;

let site: Site;
let dispose: () => Promise<void>;
let token: string;

async function openSite(format: string): Promise<void> {
  const store = { 'retention-in-memory': '100000h', 'memory-cap': 4, checkpoints: { 'file-format': format } };
  ({ site, dispose } = await temporarySite([tinyCluster], { 'metric-store': store }));
  site.addUser('api', 'api');
  site.addUser('alice', 'user');
  token = site.token('api');
  await site.start();
}

function call(method: string, path: string, body?: string | object): Promise<Response> {
  return fetch(`${site.url}${path}`, {
    method,
    headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function json<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} from ${response.url}: ${text}`);
  return JSON.parse(text) as T;
}

async function graphql<T>(query: string, variables: object = {}): Promise<T> {
  const answer = await json<{ data: T; errors?: unknown }>(await call('POST', '/query', { query, variables }));
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

interface JobDocument {
  readonly id: number;
  readonly jobId: number;
  readonly jobState: string;
  readonly monitoringStatus?: number;
  readonly footprint: Record<string, number> | null;
  readonly energy: number;
  readonly statistics: Record<string, { avg: number; min: number; max: number }> | null;
}

const query = `query ($id: ID!) {
  jobMetrics(id: $id, scopes: [node, socket, hwthread]) {
    name scope metric { timestep series { hostname id data } }
  }
}`;

async function restNumbers(id: number): Promise<Numbers> {
  const scopes = 'scope=node&scope=socket&scope=hwthread';
  const answer = await json<{ data: { jobMetrics: MetricDocument[] } }>(
    await call('GET', `/api/jobs/metrics/${id}?${scopes}`),
  );
  return numbersOf(answer.data.jobMetrics);
}

async function graphqlNumbers(id: number): Promise<Numbers> {
  return numbersOf((await graphql<{ jobMetrics: MetricDocument[] }>(query, { id })).jobMetrics);
}

async function theJob(): Promise<JobDocument> {
  const { jobs } = await json<{ jobs: JobDocument[] }>(await call('GET', '/api/jobs/?cluster=tiny'));
  expect(jobs).toHaveLength(1);
  return jobs[0] as JobDocument;
}

/** Reads a stream of events up to the one that ends with this text's block. */
async function readUntil(answer: Response, text: string): Promise<string> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  while (reader && !new RegExp(`${text}[^]*?\n\n`).test(read)) {
    const { value, done } = await reader.read();
    if (done) break;
    read += value;
  }
  await reader?.cancel();
  return read;
}

/** A log outlives a kill; snapshots want an orderly stop. */
const formats = [
  { format: 'json', end: 'SIGTERM', code: 0 },
  { format: 'wal', end: 'SIGKILL', code: null },
] as const;

describe.each(formats)('a job, from its first sample to its archive ($format, $end)', ({ format, end, code }) => {
  let live: Numbers;

  beforeAll(() => openSite(format));
  afterAll(() => dispose());

  it('takes samples and a start, and shows them at once', async () => {
    const written = await call('POST', '/api/write?cluster=tiny', lineProtocol(tinySamples(hosts, start, minutes)));
    expect(written.status).toBe(200);

    const started = await call('POST', '/api/jobs/start_job/', {
      jobId: 4711,
      cluster: 'tiny',
      user: 'alice',
      project: 'p1',
      numNodes: 2,
      startTime: start,
      walltime: 7200,
      resources: hosts.map((hostname) => ({ hostname })),
      metaData: { jobName: 'first light' },
    });
    expect(started.status).toBe(201);

    const job = await theJob();
    expect(job).toMatchObject({ jobId: 4711, jobState: 'running' });
    live = await restNumbers(job.id);
    expect(live['cpu_load']?.['node']?.['t01/']?.slice(0, 3)).toEqual([1, 1.12, 1.25]); // 1.125 is a tie: to even
    expect(live['flops_any']?.['hwthread']?.['t02/3']?.slice(0, 3)).toEqual([3, 3.25, 3.5]);
    expect(live['flops_any']?.['node']?.['t01/']?.slice(0, 2)).toEqual([6, 7]); // 0 + 1 + 2 + 3, then four quarters more
    expect(live['mem_bw']?.['socket']?.['t01/1']?.slice(0, 2)).toEqual([21, 21.5]);
  });

  it('says the same in GraphQL', async () => {
    const job = await theJob();
    expect(await graphqlNumbers(job.id)).toEqual(live);
    const answer = await graphql<{ job: object; jobs: { count: number } }>(
      `
        query ($id: ID!) {
          job(id: $id) {
            jobId
            user
            project
            state
            numNodes
            metaData
            resources {
              hostname
            }
          }
          jobs(filter: [{ cluster: { eq: "tiny" } }, { state: [running] }]) {
            count
          }
        }
      `,
      { id: job.id },
    );
    expect(answer).toEqual({
      job: {
        jobId: 4711,
        user: 'alice',
        project: 'p1',
        state: 'running',
        numNodes: 2,
        metaData: { jobName: 'first light' },
        resources: hosts.map((hostname) => ({ hostname })),
      },
      jobs: { count: 1 },
    });
  });

  it('tells a watcher what is new, as it comes', async () => {
    const { id } = await theJob();
    const stream = await fetch(`${site.url}/live/jobs/${id}?metric=mem_used&since=${start + 60 * minutes}`, {
      headers: { 'X-Auth-Token': token },
    });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const news = tinySamples(['t01'], start + 60 * minutes, 1);
    expect((await call('POST', '/api/write', lineProtocol(news))).status).toBe(200);
    const text = await readUntil(stream, 'event: samples');
    const { metrics } = JSON.parse(/^data: (.*mem_used.*)$/m.exec(text)?.[1] ?? '{}') as {
      metrics: { first: number; series: SeriesDocument[] }[];
    };
    const { first = 0, series = [] } = metrics[0] ?? {};
    expect(series.find(({ hostname }) => hostname === 't01')?.data[minutes - first]).toBe(10);
    live = await restNumbers(id);
  });

  it('keeps everything over a restart', async () => {
    expect(await site.stop(end)).toBe(code);
    await site.start();
    const job = await theJob();
    expect(await restNumbers(job.id)).toEqual(live);
    expect(await graphqlNumbers(job.id)).toEqual(live);
  });

  it('archives the stopped job and reads the same numbers back', async () => {
    const stopped = await call('POST', '/api/jobs/stop_job/', {
      jobId: 4711,
      cluster: 'tiny',
      startTime: start,
      stopTime: start + 60 * (minutes + 1),
      jobState: 'completed',
    });
    expect(stopped.status).toBe(200);
    expect(await json<JobDocument>(stopped)).toMatchObject({ jobId: 4711, jobState: 'completed' });

    await eventually(async () => (await theJob()).monitoringStatus === 3);
    const job = await theJob();
    const archived = await graphqlNumbers(job.id);
    expect(archived['cpu_load']?.['node']).toEqual(live['cpu_load']?.['node']);
    expect(archived['mem_bw']?.['node']).toEqual(live['mem_bw']?.['node']);
    expect(archived['flops_any']?.['node']).toEqual(live['flops_any']?.['node']);
    expect((await restNumbers(job.id))['cpu_load']?.['node']).toEqual(live['cpu_load']?.['node']);

    // Two hosts, 200 + 10 W each, 21 minutes: 0.147, rounded 0.15 kWh. mem_used ends at 39 on the second host.
    expect(job.footprint).toMatchObject({ mem_used_max: 39 });
    expect(job.energy).toBeCloseTo(0.15, 6);
    expect(job.statistics?.['mem_used']).toMatchObject({ min: 10, max: 39 });
  });

  it('still reads the archive after another restart', async () => {
    const before = await graphqlNumbers((await theJob()).id);
    expect(await site.stop()).toBe(0);
    await site.start();
    expect(await graphqlNumbers((await theJob()).id)).toEqual(before);
  });
});
