import { request as send } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Site, eventually } from '../../../../tools/setup/site.mjs';
import { temporarySite } from '../../../../core/test/integration/test-site.js';
import { lineProtocol, tinyCluster, tinySamples } from '../../../../core/test/integration/tiny-cluster.js';

const near = { ...tinyCluster, name: 'near' };
const minutes = 10;
const start = 60 * Math.floor(Date.now() / 60_000) - 60 * minutes;
const hosts = ['t01', 't02'];

interface Series {
  readonly hostname: string;
  readonly id?: string;
  readonly data: readonly (number | null)[];
}
interface Metric {
  readonly name: string;
  readonly scope: string;
  readonly metric: { readonly series: readonly Series[] };
}
interface Metrics {
  readonly data: { readonly jobMetrics: readonly Metric[] } | null;
  readonly error: { readonly message: string } | null;
}

/** One server holds the samples of cluster tiny; the other reads them there, and has cluster near in memory. */
describe('a server that reads from another', () => {
  const closing: (() => Promise<void>)[] = [];
  const tokens = new Map<Site, string>();
  let far: Site;
  let reading: Site;

  async function open(clusters: readonly { readonly name: string }[], config: object): Promise<Site> {
    const { site, dispose } = await temporarySite(clusters, config);
    closing.push(dispose);
    site.addUser('api', 'api');
    tokens.set(site, site.token('api'));
    await site.start();
    return site;
  }

  async function call(site: Site, method: string, path: string, body?: string | object): Promise<Response> {
    const answer = await fetch(`${site.url}${path}`, {
      method,
      headers: { 'X-Auth-Token': tokens.get(site) ?? '' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${answer.status} from ${path}: ${await answer.text()}`);
    return answer;
  }

  async function startJob(cluster: string, jobId: number): Promise<number> {
    await call(reading, 'POST', '/api/jobs/start_job/', {
      jobId,
      cluster,
      subCluster: 'main',
      user: 'alice',
      project: 'p',
      numNodes: 2,
      numHwthreads: 8,
      walltime: 3600,
      startTime: start,
      jobState: 'running',
      shared: 'none',
      resources: hosts.map((hostname) => ({ hostname })),
    });
    const list = await call(reading, 'GET', `/api/jobs/?cluster=${cluster}`);
    return ((await list.json()) as { jobs: { id: number }[] }).jobs[0]!.id;
  }

  async function metricsOf(id: number): Promise<Record<string, readonly (number | null)[]>> {
    const scopes = 'scope=node&scope=socket&scope=hwthread';
    const answer = (await (await call(reading, 'GET', `/api/jobs/metrics/${id}?${scopes}`)).json()) as Metrics;
    if (!answer.data) throw new Error(answer.error?.message);
    return Object.fromEntries(
      answer.data.jobMetrics.flatMap(({ name, scope, metric: { series } }) =>
        series.map(({ hostname, id: unit = '', data }) => [`${name}/${scope}/${hostname}/${unit}`, data]),
      ),
    );
  }

  beforeAll(async () => {
    far = await open([tinyCluster], {});
    reading = await open([tinyCluster, near], {
      'metric-store-external': [{ scope: 'tiny', url: `${far.url}/`, token: tokens.get(far) ?? '' }],
    });
    const lines = lineProtocol(tinySamples(hosts, start, minutes));
    await call(far, 'POST', '/api/write', lines);
    await call(reading, 'POST', '/api/write', lines.replaceAll('cluster=tiny', 'cluster=near'));
  });
  afterAll(async () => {
    for (const dispose of closing) await dispose();
  });

  it('shows the same of a cluster there and of one in memory', async () => {
    const [there, here] = [await startJob('tiny', 1), await startJob('near', 2)];
    const found = await metricsOf(there);
    expect(Object.keys(found).length).toBeGreaterThan(15);
    expect(found).toEqual(await metricsOf(here));
    expect(found['cpu_load/node/t02/']?.slice(0, 3)).toEqual([2, 2.12, 2.25]);
  });

  it('hands on how the hosts are', async () => {
    const asked = { cluster: 'tiny', nodes: ['t01', 't09'], 'metric-names': ['cpu_load', 'mem_bw', 'none'] };
    const text = await new Promise<string>((resolve, reject) => {
      const request = send(
        `${reading.url}/api/healthcheck`,
        {
          headers: {
            'X-Auth-Token': tokens.get(reading) ?? '',
            'Content-Length': Buffer.byteLength(JSON.stringify(asked)),
          },
        },
        (answer) => {
          let body = '';
          answer.on('data', (chunk) => (body += String(chunk))).on('end', () => resolve(body));
        },
      );
      request.on('error', reject);
      request.end(JSON.stringify(asked));
    });
    expect(JSON.parse(text)).toEqual({
      t01: { State: 'partial', HealthMetrics: '{"degraded":[],"missing":["none"]}' },
      t09: { State: 'failed', HealthMetrics: '' },
    });
  });

  it('archives a job from samples there', async () => {
    await call(reading, 'POST', '/api/jobs/stop_job/', {
      jobId: 1,
      cluster: 'tiny',
      startTime: start,
      jobState: 'completed',
      stopTime: start + 60 * minutes,
    });
    await eventually(async () => {
      const list = (await (await call(reading, 'GET', '/api/jobs/?cluster=tiny')).json()) as {
        jobs: { footprint: Record<string, number> | null; monitoringStatus?: number }[];
      };
      return list.jobs[0]?.footprint?.['cpu_load_avg'] === 2.06;
    });
  });

  it('says so when the other is gone, and goes on with what it has', async () => {
    const id = await startJob('near', 3);
    const away = await startJob('tiny', 4);
    await far.stop();
    await expect(metricsOf(away)).rejects.toThrow(/external metric store for/);
    expect(Object.keys(await metricsOf(id)).length).toBeGreaterThan(15);
  });
});
