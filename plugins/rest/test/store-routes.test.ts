import type { QueryAnswer, QueryRequest } from '@cc-kernel/core/use-cases';
import { afterEach, describe, expect, it } from 'vitest';
import { openRest } from './rest-server.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

describe('POST /api/free', () => {
  async function freeing() {
    const asked: unknown[] = [];
    const server = await openRest({
      freeSamples: {
        async run(paths, before) {
          asked.push([paths, before]);
          return 3;
        },
      },
    });
    close = server.close;
    return { ...server, asked };
  }

  it.each(['/api/free', '/api/free/'])('%s drops samples and says how many chunks', async (path) => {
    const { ask, asked } = await freeing();
    const answer = await ask('POST', `${path}?to=1772600000`, '[["orion","n001"],[]]');
    expect([answer.status, await answer.text()]).toEqual([200, 'buffers freed: 3\n']);
    expect(asked).toEqual([[[['orion', 'n001'], []], 1_772_600_000]]);
  });

  it('takes null for no selectors', async () => {
    const { ask, asked } = await freeing();
    expect((await ask('POST', '/api/free?to=1', 'null')).status).toBe(200);
    expect(asked).toEqual([[[], 1]]);
  });

  it.each([
    ['/api/free', '[]'],
    ['/api/free?to=soon', '[]'],
    ['/api/free?to=1', '{}'],
    ['/api/free?to=1', '["orion"]'],
    ['/api/free?to=1', '[[1]]'],
    ['/api/free?to=1', ''],
  ])('refuses %s with %s', async (path, body) => {
    const { ask, asked } = await freeing();
    expect((await ask('POST', path, body)).status).toBe(400);
    expect(asked).toEqual([]);
  });
});

describe('GET /api/debug', () => {
  it('describes the selected level as JSON', async () => {
    const asked: unknown[] = [];
    const level = { cpu_load: [{ start: 1, len: 2, end: 121, saved: true as const }] };
    const server = await openRest({
      describeStore: { run: async (path) => (asked.push(path), level) },
    });
    close = server.close;
    const list = encodeURIComponent('["orion","n001","accelerator00000000:49:00.0"]');
    const several = '?selector=orion&selector=n001&selector=accelerator00000000:49:00.0';
    for (const query of ['', '?selector=', '?selector=orion:n001:', '?selector=orion', several, `?selector=${list}`]) {
      const answer = await server.ask('GET', `/api/debug${query}`);
      expect([answer.status, await answer.json()]).toEqual([200, { data: level }]);
    }
    const accelerator = ['orion', 'n001', 'accelerator00000000:49:00.0'];
    expect(asked).toEqual([[], [], ['orion', 'n001', ''], ['orion'], accelerator, accelerator]);
    for (const wrong of ['[', '[1]', '[["orion"]]']) {
      expect((await server.ask('GET', `/api/debug?selector=${encodeURIComponent(wrong)}`)).status).toBe(400);
    }
    expect(asked).toHaveLength(6);
  });
});

describe('/api/query', () => {
  async function querying(answer: QueryAnswer) {
    const asked: QueryRequest[] = [];
    const server = await openRest({ queryMetrics: { serve: async (request) => (asked.push(request), answer) } });
    close = server.close;
    return { ...server, asked };
  }

  it('prints samples with three decimals and statistics with two, ties to even', async () => {
    const nothing = { from: 0, to: 0, resolution: 0, avg: 0, min: 0, max: 0 };
    const data = [NaN, 0.0625, 0.1875, 1.234_56, -0, -2.5, 1e21];
    const result = { data, from: 1, to: 2, resolution: 60, avg: 0.125, min: -0, max: NaN };
    const error = '[METRICSTORE]> unknown metric: nope';
    const { askWith } = await querying({
      queries: [{ metric: 'load', host: 'n1', aggregate: false, resolution: 0, scaleBy: 0 }],
      results: [[result], [{ ...nothing, error }], [], [{ ...nothing, data: [] }]],
    });
    const answer = await askWith('/api/query/', '{"cluster":"orion"}');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
    expect(answer.text).toBe(
      '{"queries":[{"metric":"load","host":"n1","resolution":0,"aggreg":false}],"results":[' +
        '[{"data":[null,0.062,0.188,1.235,-0.000,-2.500,1000000000000000000000.000],"from":1,"to":2,"resolution":60,"avg":0.12,"min":-0.00,"max":null}],' +
        '[{"error":"[METRICSTORE]\\u003e unknown metric: nope","from":0,"to":0,"resolution":0,"avg":0.00,"min":0.00,"max":0.00}],' +
        '[],[{"from":0,"to":0,"resolution":0,"avg":0.00,"min":0.00,"max":0.00}]]}\n',
    );
  });

  it('says of which units the results of a short row are', async () => {
    const result = { from: 1, to: 1, resolution: 60, avg: 1, min: 1, max: 1 };
    const numbers = '"from":1,"to":1,"resolution":60,"avg":1.00,"min":1.00,"max":1.00';
    const row = [
      { ...result, unit: { typeId: '0' } },
      { ...result, unit: { typeId: '2', subTypeId: 'a"' } },
    ];
    const { askWith } = await querying({ queries: [], results: [row] });
    const answer = await askWith('/api/query', '{}');
    const [first, second] = [`{${numbers},"type-id":"0"}`, `{${numbers},"type-id":"2","subtype-id":"a\\""}`];
    expect(answer.text).toBe(`{"results":[[${first},${second}]]}\n`);
  });

  it('reads the request with its defaults, in any case of the keys', async () => {
    const { askWith, asked } = await querying({ queries: [], results: [] });
    const query = { Metric: 'load', host: 'n1', type: 'socket', 'type-ids': ['0'], aggreg: true, 'scale-by': null };
    const answer = await askWith('/api/query', JSON.stringify({ cluster: 'orion', FROM: 1, to: 2, queries: [query] }));
    expect(answer.text).toBe('{"results":[]}\n');
    const wanted = { metric: 'load', host: 'n1', type: 'socket', typeIds: ['0'], aggregate: true };
    expect(asked).toEqual([
      {
        cluster: 'orion',
        from: 1,
        to: 2,
        withStats: true,
        withData: true,
        withPadding: true,
        queries: [{ ...wanted, resolution: 0, scaleBy: 0 }],
      },
    ]);
  });

  it.each(['', '[]', '{"from":"1"}', '{"from":1.5}', '{"queries":{}}', '{"queries":[1]}', '{"for-all-nodes":[1]}'])(
    'refuses %s',
    async (body) => {
      const { askWith, asked } = await querying({ queries: [], results: [] });
      expect((await askWith('/api/query', body)).status).toBe(400);
      expect(asked).toEqual([]);
    },
  );

  it.each(['/api/query', '/api/query/', '/api/query/v2', '/api/query/a/b%20c/?version=v2'])(
    'answers GET and HEAD at %s, and no other method',
    async (path) => {
      const { ask, askWith, asked } = await querying({ queries: [], results: [] });
      expect((await askWith(path, '{}')).text).toBe('{"results":[]}\n');
      expect(await askWith(path, '{}', 'HEAD')).toMatchObject({ status: 200, text: '' });
      expect(asked).toHaveLength(2);
      const refused = await ask('POST', path, '{}');
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect(asked).toHaveLength(2);
    },
  );
});
