import { ConflictError, NotFoundError, type JobData, type JobMetricsRequest } from '@cc-kernel/core/plugin';
import { afterEach, describe, expect, it } from 'vitest';
import { catalog, job, jobText, openRest, orion } from './rest-server.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

async function rest(...needs: Parameters<typeof openRest>) {
  const server = await openRest(...needs);
  close = server.close;
  return server;
}

const body = (answer: Response) => answer.json() as Promise<unknown>;

describe('GET /api/jobs/', () => {
  it('prints the jobs of the page that was asked for', async () => {
    const asked: unknown[] = [];
    const { ask } = await rest({
      listJobs: {
        run: async (who, query) => {
          asked.push(who.username, query);
          return [{ job, tags: [], statistics: { cpu_load: { unit: { base: '' }, avg: 1, min: 0, max: 2 } } }];
        },
      },
    });
    const answer = await ask('GET', '/api/jobs/?state=completed&items-per-page=2&page=3&with-metadata');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const statistics = '"statistics":{"cpu_load":{"unit":{"base":""},"avg":1,"min":0,"max":2}}';
    expect(await answer.text()).toBe(
      `{"jobs":[${jobText.replace('"statistics":null', statistics)}],"items":2,"page":3}\n`,
    );
    expect(asked).toEqual([
      'collector',
      {
        filters: [{ states: ['completed'] }],
        page: { itemsPerPage: 2, page: 3 },
        order: { by: { column: 'startTime' }, direction: 'desc' },
        with: { metaData: true, statistics: true },
      },
    ]);
  });

  it('has a list even when it is empty', async () => {
    const { ask } = await rest({ listJobs: { run: async () => [] } });
    expect(await (await ask('GET', '/api/jobs/')).text()).toBe('{"jobs":[],"items":25,"page":1}\n');
  });

  it.each([
    'user=alice',
    'state=done',
    'page=0',
    'cluster=%zz',
    'cluster=a;page=1',
    'start-time=1',
    'with-metadata=no way',
  ])('refuses ?%s and says why', async (query) => {
    const { ask } = await rest();
    const answer = await ask('GET', `/api/jobs/?${query}`);
    expect(answer.status).toBe(400);
    expect(await body(answer)).toEqual({
      status: 'Bad Request',
      error: expect.stringContaining(query.split(/[=;]/)[0]!),
    });
  });
});

const data: JobData = new Map([
  [
    'mem_bw',
    new Map([
      ['socket' as const, metric({ hostname: 'n001', id: '0', data: [1, NaN] })],
      ['node' as const, metric({ hostname: 'n001', data: [1.005, 2] })],
    ]),
  ],
  ['cpu_load', new Map([['node' as const, metric({ hostname: 'n001', data: [Infinity] })]])],
]);

function metric({ data, ...series }: { hostname: string; id?: string; data: number[] }) {
  const values = Float32Array.from(data);
  return {
    unit: { base: 'B/s' },
    timestep: 60,
    series: [{ ...series, statistics: { avg: 1, min: 0, max: 2 }, data: values }],
  };
}

const restricted = orion.metricConfig.map((metric) => ({ ...metric, restrict: metric.name === 'mem_bw' }));

const series = (id: string, values: string) =>
  `{"unit":{"base":"B/s"},"series":[{"hostname":"n001",${id}"statistics":{"min":0.00,"avg":1.00,"max":2.00},"data":[${values}]}],"timestep":60}`;

describe('GET /api/jobs/<id>', () => {
  it('prints the job, and no samples unless asked', async () => {
    const { ask } = await rest({ findJob: { run: async () => ({ job, tags: [], metaData: { jobName: 'a<b' } }) } });
    const meta = jobText.replace('"metaData":null', '"metaData":{"jobName":"a\\u003cb"}');
    for (const query of ['', '?all-metrics=1', '?nosuch=1']) {
      expect(await (await ask('GET', `/api/jobs/7${query}`)).text()).toBe(`{"Meta":${meta},"Data":null}\n`);
    }
  });

  it('prints the samples by metric and scope, as coarse as the slowest metric', async () => {
    const requests: JobMetricsRequest[] = [];
    const { ask } = await rest({
      findJob: { run: async () => ({ job: { ...job, numNodes: requests.length + 1 }, tags: [] }) },
      loadMetrics: { run: async (request) => (requests.push(request), { data, problems: [] }) },
    });
    const answer = await ask('GET', '/userapi/jobs/7?all-metrics=true');
    expect(await answer.text()).toBe(
      `{"Meta":${jobText},"Data":{"cpu_load":{"node":${series('', 'null')}},` +
        `"mem_bw":{"node":${series('', '1.00,2.00')},"socket":${series('"id":"0",', '1.00,null')}}}}\n`,
    );
    await ask('GET', '/api/jobs/7?all-metrics=true');
    expect(requests).toMatchObject([
      { scopes: ['core'], resolution: 60 },
      { scopes: ['node'], resolution: 60 },
    ]);
    expect(requests[0]).not.toHaveProperty('metrics');
  });

  it('answers 422 for a job that is not there, 400 for an id that is none', async () => {
    const { ask } = await rest({
      findJob: { run: async (_, id) => Promise.reject(new NotFoundError(`no job ${id}`)) },
    });
    const unknown = await ask('GET', '/api/jobs/999999');
    expect([unknown.status, await body(unknown)]).toEqual([
      422,
      { status: 'Unprocessable Entity', error: 'no job 999999' },
    ]);
    for (const id of ['abc', '1.5', '0x10', '%201', '99999999999999999999', 'start_job']) {
      const answer = await ask('GET', `/api/jobs/${id}`);
      expect([id, answer.status]).toEqual([id, 400]);
    }
    expect((await ask('GET', '/api/jobs/+1')).status).toBe(422);
  });

  it('never answers 200 when samples cannot be loaded', async () => {
    const { ask } = await rest({
      findJob: { run: async () => ({ job, tags: [] }) },
      loadMetrics: { run: () => Promise.reject(new Error('disk gone')) },
    });
    const answer = await ask('GET', '/api/jobs/7?all-metrics=true');
    expect(answer.status).toBe(500);
    expect(await body(answer)).toMatchObject({ status: 'Internal Server Error' });
  });
});

describe('POST /api/jobs/<id>', () => {
  it('prints the metrics that the body names, by name and scope', async () => {
    const requests: JobMetricsRequest[] = [];
    const { ask } = await rest({
      findJob: { run: async () => ({ job, tags: [] }) },
      loadMetrics: { run: async (request) => (requests.push(request), { data, problems: [] }) },
    });
    const answer = await ask('POST', '/api/jobs/7', '["mem_bw","cpu_load"]', { 'content-type': 'text/plain' });
    expect(await answer.text()).toBe(
      `{"Meta":${jobText},"Data":[{"metric":${series('', 'null')},"name":"cpu_load","scope":"node"},` +
        `{"metric":${series('', '1.00,2.00')},"name":"mem_bw","scope":"node"},` +
        `{"metric":${series('"id":"0",', '1.00,null')},"name":"mem_bw","scope":"socket"}]}\n`,
    );
    await ask('POST', '/api/jobs/7', 'null');
    await ask('POST', '/api/jobs/7', '[]');
    expect(requests.map(({ metrics }) => metrics)).toEqual([['mem_bw', 'cpu_load'], undefined, []]);
  });

  it.each(['', '["mem_bw"', '{"metrics":[]}', '"mem_bw"', '[1]', '[null]', '[] and more'])(
    'refuses %s',
    async (text) => {
      const { ask } = await rest({ findJob: { run: async () => ({ job, tags: [] }) } });
      const answer = await ask('POST', '/api/jobs/7', text);
      expect([answer.status, await body(answer)]).toEqual([400, { status: 'Bad Request', error: expect.any(String) }]);
    },
  );

  it('looks for the job before the body', async () => {
    const { ask } = await rest({ findJob: { run: () => Promise.reject(new NotFoundError('no such job')) } });
    expect((await ask('POST', '/api/jobs/7', '{')).status).toBe(422);
  });
});

describe('GET /api/jobs/metrics/<id>', () => {
  it('prints what was asked for', async () => {
    const requests: JobMetricsRequest[] = [];
    const { ask } = await rest({
      findJob: { run: async () => ({ job, tags: [] }) },
      loadMetrics: { run: async (request) => (requests.push(request), { data, problems: [] }) },
    });
    const answer = await ask('GET', '/api/jobs/metrics/7?metric=cpu_load&metric=&scope=node&scope=socket');
    expect((await answer.text()).slice(0, 72)).toBe(
      '{"data":{"jobMetrics":[{"name":"cpu_load","scope":"node","metric":{"unit',
    );
    await ask('GET', '/api/jobs/metrics/7?metric=');
    expect(requests).toMatchObject([
      { scopes: ['node', 'socket'], metrics: ['cpu_load'], resolution: 0 },
      { scopes: [] },
    ]);
    expect(requests[1]).not.toHaveProperty('metrics');
  });

  it('tells of a failure in the document', async () => {
    const { ask } = await rest({ findJob: { run: () => Promise.reject(new NotFoundError('no such job')) } });
    const answer = await ask('GET', '/api/jobs/metrics/7');
    expect([answer.status, await answer.text()]).toEqual([200, '{"data":null,"error":{"message":"no such job"}}\n']);
    const text = await ask('GET', '/api/jobs/metrics/abc');
    expect([text.status, await body(text)]).toMatchObject([200, { data: null }]);
  });

  it('leaves out metrics that are for staff', async () => {
    const requests: JobMetricsRequest[] = [];
    const { ask } = await rest({
      clusters: { ...catalog, find: () => ({ ...orion, metricConfig: restricted }) },
      findJob: { run: async () => ({ job, tags: [] }) },
      loadMetrics: { run: async (request) => (requests.push(request), { data: new Map(), problems: [] }) },
    });
    for (const token of ['alice:api,user', 'boss:api,support', 'collector:api']) {
      await ask('GET', '/userapi/jobs/metrics/7', undefined, { 'x-auth-token': token });
      await ask('POST', '/userapi/jobs/7', '["mem_bw"]', { 'x-auth-token': token });
    }
    const all = undefined;
    expect(requests.map(({ metrics }) => metrics)).toEqual([['cpu_load'], [], all, ['mem_bw'], all, ['mem_bw']]);
  });

  it.each(['rack', 'NODE', ''])('refuses the scope "%s"', async (scope) => {
    const { ask } = await rest();
    expect((await ask('GET', `/api/jobs/metrics/7?scope=${scope}`)).status).toBe(400);
  });
});

describe('GET /api/jobs/used_nodes', () => {
  it('prints hosts by cluster', async () => {
    const hosts = new Map([
      ['orion', ['n001', 'n002']],
      ['lynx', ['g01']],
    ]);
    const { ask } = await rest({ listUsedHosts: { run: async (_, before) => (before === 5 ? hosts : new Map()) } });
    expect(await (await ask('GET', '/api/jobs/used_nodes?ts=5')).text()).toBe(
      '{"usedNodes":{"lynx":["g01"],"orion":["n001","n002"]}}\n',
    );
    expect(await (await ask('GET', '/api/jobs/used_nodes?ts=4')).text()).toBe('{"usedNodes":{}}\n');
  });

  it.each(['', '?ts=', '?ts=abc', '?ts=1.5', '?ts=99999999999999999999'])('refuses "%s"', async (query) => {
    const { ask } = await rest();
    expect((await ask('GET', `/api/jobs/used_nodes${query}`)).status).toBe(400);
  });
});

describe('start and stop', () => {
  const start = {
    jobId: 1,
    user: 'alice',
    project: 'p',
    cluster: 'orion',
    numNodes: 1,
    resources: [{ hostname: 'n001' }],
    startTime: 1772600000,
  };

  it.each(['POST', 'PUT'])('%s starts a job', async (method) => {
    const started: unknown[] = [];
    const { ask } = await rest({
      startJob: { run: async (who, { jobId }) => (started.push(who.username, jobId), { id: 7, warnings: [] }) },
    });
    const answer = await ask(method, '/api/jobs/start_job/', JSON.stringify(start));
    expect([answer.status, await answer.text()]).toEqual([201, '{"msg":"success"}\n']);
    expect(started).toEqual(['collector', 1]);
  });

  it('names the key that it does not know', async () => {
    const { ask } = await rest();
    for (const path of ['/api/jobs/start_job/', '/api/jobs/stop_job/']) {
      const answer = await ask('POST', path, JSON.stringify({ ...start, exclusiv: 1 }));
      expect([answer.status, await body(answer)]).toEqual([400, { status: 'Bad Request', error: expect.any(String) }]);
    }
  });

  it('answers 422 to a second start, and to a second stop; 404 to a stop of an unknown job', async () => {
    const { ask } = await rest({
      startJob: { run: () => Promise.reject(new ConflictError('a job with that jobId exists')) },
      stopJob: {
        run: (_, { jobId }) => Promise.reject(jobId === 1 ? new ConflictError('stopped') : new NotFoundError('none')),
      },
    });
    const stop = (jobId: number) => ask('PUT', '/api/jobs/stop_job/', JSON.stringify({ jobId, stopTime: 1772600060 }));
    const answers = [await ask('POST', '/api/jobs/start_job/', JSON.stringify(start)), await stop(1), await stop(2)];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404]);
  });

  it('prints the stopped job', async () => {
    const { ask } = await rest({ stopJob: { run: async () => job } });
    const answer = await ask('POST', '/api/jobs/stop_job/', '{"jobId":100001,"stopTime":1772600060}');
    expect([answer.status, await answer.text()]).toEqual([200, `${jobText}\n`]);
  });

  it('refuses a body that is too large', async () => {
    const { ask } = await rest();
    const answer = await ask('POST', '/api/jobs/start_job/', ' '.repeat(9 * 1024 * 1024));
    expect([answer.status, await body(answer)]).toEqual([
      413,
      { status: 'Payload Too Large', error: expect.stringContaining('8388608 bytes') },
    ]);
  });

  it('do not exist when job events come over NATS', async () => {
    const { settings } = await import('../../../core/test/http/http-harness.js');
    const { ask } = await rest({ settings: settings({ jobEventsByNats: true }) });
    for (const name of ['start_job', 'stop_job']) {
      const answer = await ask('POST', `/api/jobs/${name}/`, JSON.stringify(start));
      expect(answer.status).toBe(404);
    }
  });
});

describe('who may ask', () => {
  it.each([
    ['/api/jobs/', 'a:api', 200],
    ['/api/jobs/', 'a:api,admin', 200],
    ['/api/jobs/', 'a:api,user', 401],
    ['/api/jobs/', 'a:admin', 401],
    ['/userapi/jobs/', 'a:api', 200],
    ['/userapi/jobs/', 'a:api,user', 200],
    ['/userapi/jobs/', 'a:api,support', 200],
    ['/userapi/jobs/', 'a:api,boss', 401],
    ['/userapi/jobs/', 'a:user', 401],
    ['/api/jobs/', 'bad', 401],
    ['/api/jobs/', '', 401],
  ])('%s as "%s" is %i', async (path, token, status) => {
    const { ask } = await rest({ listJobs: { run: async () => [] } });
    expect((await ask('GET', path, undefined, { 'x-auth-token': token })).status).toBe(status);
  });
});
