import { afterEach, describe, expect, it } from 'vitest';
import {
  InvalidInputError,
  type JobData,
  type JobMetric,
  type JobMetricsRequest,
  type MetricScope,
} from '@cc-kernel/core/plugin';
import { openGraphql, view, type Answers } from './graphql-server.js';
import type { GateOptions } from './gate-server.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

async function graphql(answers: Partial<Answers>, options: GateOptions = {}) {
  const server = await openGraphql({ find: () => view(), ...answers }, options);
  close = server.close;
  return server;
}

const metric = (data: readonly number[], more: Partial<JobMetric> = {}): JobMetric => ({
  unit: { base: 'B/s', prefix: 'G' },
  timestep: 60,
  series: [{ hostname: 'n001', statistics: { avg: 1.24, min: 0, max: 3 }, data: Float32Array.from(data) }],
  ...more,
});
const dataOf = (metrics: Record<string, Partial<Record<MetricScope, JobMetric>>>): JobData =>
  new Map(
    Object.entries(metrics).map(([name, scopes]) => [
      name,
      new Map(Object.entries(scopes) as [MetricScope, JobMetric][]),
    ]),
  );
const all = `name scope metric{unit{base prefix} timestep series{hostname id statistics{avg min max} data}
  statisticsSeries{mean median min max}}`;

describe('jobMetrics', () => {
  it('writes long lists as text, two decimals, gaps as null', async () => {
    const statisticsSeries = {
      median: Float64Array.of(1, Number.NaN),
      min: Float64Array.of(0.125, Number.NaN),
      max: Float64Array.of(1e21, Infinity),
    };
    const data = dataOf({ mem_bw: { node: metric([0.1, Number.NaN, 1.005, 2], { statisticsSeries }) } });
    const { post } = await graphql({ metrics: () => ({ data, problems: [] }) });
    const answer = await post(JSON.stringify({ query: `{jobMetrics(id:7){${all}}}` }), {
      'x-auth-token': 'root:admin',
    });
    expect(await answer.text()).toBe(
      '{"data":{"jobMetrics":[{"name":"mem_bw","scope":"node","metric":{"unit":{"base":"B/s","prefix":"G"},"timestep":60,' +
        '"series":[{"hostname":"n001","id":null,"statistics":{"avg":1.24,"min":0,"max":3},"data":[0.10,null,1.00,2.00]}],' +
        '"statisticsSeries":{"mean":[],"median":[1.00,null],"min":[0.12,null],"max":[1000000000000000000000.00,null]}}}]}}',
    );
  });

  it('orders metrics as asked, scopes from coarse to fine, and says null where there is nothing', async () => {
    const one = metric([]);
    const data = dataOf({ b: { core: one, node: one, socket: one }, a: { hwthread: one } });
    const { ask } = await graphql({ metrics: () => ({ data, problems: [] }) });
    const order = async (metrics: string) => {
      const { body } = await ask(`{jobMetrics(id:7,metrics:${metrics}){name scope}}`, {}, 'root:admin');
      return (body.data as { jobMetrics: { name: string; scope: string }[] }).jobMetrics.map(
        ({ name, scope }) => `${name} ${scope}`,
      );
    };
    expect(await order('["a","b","nosuch","a"]')).toEqual(['a hwthread', 'b node', 'b socket', 'b core']);
    expect(await order('[]')).toEqual(['b node', 'b socket', 'b core', 'a hwthread']);
    expect((await ask(`{jobMetrics(id:7,metrics:["a"]){${all}}}`, {}, 'root:admin')).body).toMatchObject({
      data: { jobMetrics: [{ metric: { statisticsSeries: null, series: [{ data: [] }] } }] },
    });
  });

  it.each([
    ['{jobMetrics(id:7){name}}', {}],
    ['{jobMetrics(id:7,metrics:null,scopes:null,resolution:null){name}}', {}],
    ['{jobMetrics(id:7,metrics:[],scopes:[]){name}}', {}],
    [
      '{jobMetrics(id:7,metrics:"cpu_load",scopes:[node,core],resolution:0){name}}',
      { metrics: ['cpu_load'], scopes: ['node', 'core'], resolution: 0 },
    ],
    ['{jobMetrics(id:7,resolution:120){name}}', { resolution: 120, exactResolution: true }],
  ])('asks for %s', async (query, expected) => {
    const asked: JobMetricsRequest[] = [];
    const { ask } = await graphql({
      resolutions: [60, 600, 240],
      metrics: (request) => {
        asked.push(request);
        return { data: new Map(), problems: [] };
      },
    });
    expect((await ask(query, {}, 'root:admin')).body).toEqual({ data: { jobMetrics: [] } });
    const [{ job, signal, ...request } = {}] = asked as Partial<JobMetricsRequest>[];
    expect([job?.id, signal?.aborted, request]).toEqual([7, false, { scopes: [], resolution: 600, ...expected }]);
  });

  it('takes the samples as recorded where resampling is not configured', async () => {
    let resolution: number | undefined;
    const { ask } = await graphql({
      metrics: (request) => {
        ({ resolution } = request);
        return { data: new Map(), problems: [] };
      },
    });
    await ask('{jobMetrics(id:7){name}}', {}, 'root:admin');
    expect(resolution).toBe(0);
  });

  it.each([
    ['root:admin', undefined, undefined],
    ['collector:api', '["mem_bw"]', ['mem_bw']],
    ['alice:user', undefined, ['cpu_load']],
    ['alice:user', '["mem_bw","cpu_load"]', ['cpu_load']],
    ['alice:user', '["mem_bw"]', 'not asked'],
  ])('keeps restricted metrics from ordinary users: %s asks for %s', async (who, metrics, expected) => {
    let asked: readonly string[] | string | undefined = 'not asked';
    const { ask } = await graphql({
      metrics: (request) => {
        asked = request.metrics;
        return { data: new Map(), problems: [] };
      },
    });
    const { body } = await ask(`{jobMetrics(id:7${metrics ? `,metrics:${metrics}` : ''}){name}}`, {}, who);
    expect([body, asked]).toEqual([{ data: { jobMetrics: [] } }, expected]);
  });

  it('ends at the budget of data points, over all fields of a request', async () => {
    const data = dataOf({ a: { node: metric(Array(400).fill(1)) } });
    const { ask } = await graphql({ metrics: () => ({ data, problems: [] }) }, { limits: { points: 1000 } });
    const { body } = await ask('{a:jobMetrics(id:7){name} b:jobMetrics(id:7){name}}', {}, 'root:admin');
    expect(body.errors).toBeUndefined();
    const more = await ask(
      '{a:jobMetrics(id:7){name} b:jobMetrics(id:7){name} c:jobMetrics(id:7){name}}',
      {},
      'root:admin',
    );
    expect(more.body).toMatchObject({
      data: null,
      errors: [
        {
          message: expect.stringContaining('more than the 1000 data points allowed in one request') as string,
          extensions: { code: 'CC_INVALID_INPUT' },
        },
      ],
    });
  });

  it('passes on what cannot be resampled', async () => {
    const message = 'new sampling frequency (90) must be a multiple of old frequency (60)';
    const { ask } = await graphql({
      metrics: () => {
        throw new InvalidInputError(message);
      },
    });
    expect((await ask('{jobMetrics(id:7,resolution:90){name}}')).body).toMatchObject({
      data: null,
      errors: [{ message, path: ['jobMetrics'] }],
    });
  });

  it('refuses scopes that are none before anything runs', async () => {
    const { ask } = await graphql({});
    const { status, body } = await ask('query($s:[MetricScope!]){jobMetrics(id:7,scopes:$s){name}}', { s: ['nodes'] });
    expect([status, body.data, body.errors?.[0]?.path]).toEqual([422, null, ['variable', 's', 0]]);
  });
});
