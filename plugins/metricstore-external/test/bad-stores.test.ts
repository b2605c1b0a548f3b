import type { ServerResponse } from 'node:http';
import { HealthBoard, MetricReader, MetricSources } from '@cc-kernel/core/plugin';
import type { Cluster, MetricConfig } from '@cc-kernel/core/plugin';
import type { TestKernel } from '@cc-kernel/core/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { BadAnswer, readHealthAnswer, readQueryAnswer } from '../src/answers.js';
import { readingKernel } from './reading-kernel.js';
import { sendJson, storeServer } from './store-server.js';
import type { Asked } from './store-server.js';

const load = { name: 'load', scope: 'node', aggregation: 'avg', timestep: 60, unit: { base: '' } } as MetricConfig;
const flops = { ...load, name: 'flops', scope: 'hwthread' } as MetricConfig;
const topology = { node: [0, 1, 2], socket: [[0, 1, 2]], memoryDomain: [[0, 1, 2]], core: [[0], [1], [2]] };
const nothing = { unit: { base: '' }, value: 0 };
const cluster: Cluster = {
  name: 'alpha',
  metricConfig: [load, flops],
  subClusters: [
    {
      name: 'main',
      nodes: 'n1,n2',
      processorType: 'x',
      socketsPerNode: 1,
      coresPerSocket: 3,
      threadsPerCore: 1,
      flopRateScalar: nothing,
      flopRateSimd: nothing,
      memoryBandwidth: nothing,
      topology,
      metricConfig: [load, flops],
      footprint: [],
      energyFootprint: [],
    },
  ],
};

const t0 = 1_772_323_200;
const request = {
  cluster: 'alpha',
  subCluster: 'main',
  resources: [{ hostname: 'n1' }, { hostname: 'n2' }],
  numAcc: 0,
  metrics: ['load'],
  scopes: ['node' as const],
  from: t0,
  to: t0 + 180,
  resolution: 0,
};
const good = { data: [1, null, 3], from: t0, to: t0 + 180, resolution: 60, avg: 2, min: 1, max: 3 };

/** `Promise.withResolvers` is not there in Node 20. */
function settlement() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

describe('a store that behaves badly', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function reading(answer: (response: ServerResponse, asked: Asked) => void, timeout = 10) {
    const server = await storeServer(answer);
    closing.push(server.close);
    const entry = { scope: 'alpha', url: server.url, token: 'very-secret', timeout };
    const kernel: TestKernel = await readingKernel([cluster], [entry], { internal: false });
    closing.push(() => kernel.stop());
    const load = (more: object = {}) => kernel.get(MetricReader).load({ ...request, ...more });
    return { server, kernel, load };
  }

  const json = (document: unknown) => (response: ServerResponse) => sendJson(response, document);
  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['refuses the token', (response) => void response.writeHead(401).end('no'), /answers 401 Unauthorized$/],
    ['fails', (response) => void response.writeHead(500).end('oops'), /answers 500/],
    ['has nothing there', (response) => void response.writeHead(404).end(), /answers 404/],
    ['answers without content', (response) => void response.writeHead(204).end(), /answers 204/],
    [
      'redirects',
      (response) => void response.writeHead(302, { Location: 'http://evil.example/' }).end(),
      /redirects to "http:\/\/evil.example\/", which is not followed/,
    ],
    ['sends a page', (response) => void response.end('<html>login</html>'), /no JSON/],
    ['sends half a document', (response) => void response.end('{"results":[[{"data":[1,2'), /no JSON/],
    ['sends nothing', (response) => void response.end(), /no JSON/],
    ['hangs up', (response) => void response.destroy(), /cannot be reached/],
    [
      'hangs up within the answer',
      (response) => void response.writeHead(200, { 'Content-Length': 1000 }).write('{"res', () => response.destroy()),
      /cannot be reached/,
    ],
    [
      'announces a huge answer',
      (response) => void response.writeHead(200, { 'Content-Length': 2 ** 40 }).write('{'),
      /more than 268435456 bytes/,
    ],
    [
      'packs the answer',
      (response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
      /encoding gzip/,
    ],
    ['sends a list', json([]), /the answer is no object/],
    [
      'sends texts for numbers',
      json({ results: [[{ ...good, data: ['1'] }]] }),
      /results\[0\]\[0\].data\[0\] is no number/,
    ],
    ['sends no rows', json({ results: [good] }), /results\[0\] is no list/],
    ['sends an odd step', json({ results: [[{ ...good, resolution: -1 }]] }), /resolution is no number of seconds/],
  ])('%s', async (_, answer, why) => {
    const { kernel, load } = await reading(answer);
    const error: unknown = await load().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CC_EXTERNAL_STORE', kind: 'unavailable' });
    expect(String(error)).toMatch(why);
    expect(String(error)).toContain('"alpha"');
    expect(`${String(error)}${kernel.logLines.join()}`).not.toContain('very-secret');
  });

  it('is given up when it drips', async () => {
    const { load } = await reading((response) => {
      response.writeHead(200).write('{');
      const dripping = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(dripping));
    }, 0.08);
    await expect(load()).rejects.toThrow(/did not answer within 0.08 s/);
  });

  it('hears of it when nobody waits any more', async () => {
    const gone = new AbortController();
    const heard = settlement();
    const { load } = await reading((response) => {
      response.on('close', () => heard.resolve());
      gone.abort(new Error('the client went away'));
    });
    await expect(load({ signal: gone.signal })).rejects.toThrow('the client went away');
    await heard.promise;
  });

  it('is asked once more where it closes a connection that was kept, and only there', async () => {
    let count = 0;
    const { server, load } = await reading((response) => {
      if (++count === 2) response.socket?.resetAndDestroy();
      else sendJson(response, { results: [[good], [good]] });
    });
    await load();
    expect((await load()).data.get('load')?.get('node')?.series).toHaveLength(2);
    expect(server.asked).toHaveLength(3);
  });

  it('has its errors named beside the data that came', async () => {
    const { load } = await reading(json({ results: [[{ error: 'made up', data: null, avg: null }], [good], [good]] }));
    const { data, problems } = await load();
    expect(
      data
        .get('load')
        ?.get('node')
        ?.series.map(({ hostname }) => hostname),
    ).toEqual(['n2']);
    expect(problems).toEqual([
      'the store answered 2 queries with 3 results',
      "failed to fetch 'load' from host 'n1': made up",
    ]);
  });

  it('may not stretch a series beyond its range, nor mix time steps', async () => {
    const long = { ...good, data: Array.from({ length: 5 }, () => 1) };
    const { load } = await reading(json({ results: [[long], [good]] }));
    expect((await load()).problems).toEqual(["failed to fetch 'load' from host 'n1': 5 samples for a range of 4"]);
    const other = await reading(json({ results: [[good], [{ ...good, resolution: 120 }]] }));
    const { data, problems } = await other.load();
    expect(data.get('load')?.get('node')?.series).toHaveLength(1);
    expect(problems.join()).toContain('120 s and 60 s apart');
  });

  it('is asked for each unit where a row is short, so that labels fit', async () => {
    const { server, load } = await reading((response, { body }) => {
      const { queries } = body as { queries: { 'type-ids': string[] }[] };
      const rows = queries.map(({ 'type-ids': ids }) =>
        ids.filter((id) => id !== '1').map((id) => ({ ...good, data: [Number(id)] })),
      );
      sendJson(response, { results: rows });
    });
    const { data } = await load({ metrics: ['flops'], scopes: ['hwthread'], resources: [{ hostname: 'n1' }] });
    const series = data.get('flops')?.get('hwthread')?.series ?? [];
    expect(series.map(({ id, data: values }) => [id, values[0]])).toEqual([
      ['0', 0],
      ['2', 2],
    ]);
    expect(server.asked).toHaveLength(2);
  });

  it('shows in the health of the server until it answers again', async () => {
    let isBroken = true;
    const { kernel, load } = await reading((response) => {
      if (isBroken) response.writeHead(500).end();
      else sendJson(response, { results: [[good], [good]] });
    });
    const health = async () => {
      return (await kernel.get(HealthBoard).report()).parts['metric-store-external alpha'];
    };
    expect(await health()).toEqual({ state: 'ok' });
    await load().catch(() => undefined);
    expect(await health()).toMatchObject({ state: 'degraded' });
    isBroken = false;
    await load();
    expect(await health()).toEqual({ state: 'ok' });
  });

  it('leaves the clusters of others alone', async () => {
    const { server, kernel } = await reading(json({}));
    const other = kernel.get(MetricSources).of('beta', 'main');
    const { data, problems } = await other.load({ ...request, cluster: 'beta' });
    expect([data.size, problems.length, server.asked.length]).toEqual([0, 1, 0]);
  });
});

describe('reading answers', () => {
  const keys = [
    'results',
    'queries',
    'data',
    'error',
    'resolution',
    'avg',
    'State',
    'HealthMetrics',
    'n1',
    'metric',
    'host',
  ];
  const document = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constantFrom(null, true, 'full', '{"degraded":[]}', '{')),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  it('gives a well-formed answer or names what is wrong, whatever came', () => {
    fc.assert(
      fc.property(document, (value) => {
        for (const read of [readQueryAnswer, readHealthAnswer]) {
          try {
            read(JSON.parse(JSON.stringify(value) ?? 'null'));
          } catch (error) {
            expect(error).toBeInstanceOf(BadAnswer);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
