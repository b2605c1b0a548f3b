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
    for (const query of ['', '?selector=', '?selector=orion:n001:', '?selector=orion']) {
      const answer = await server.ask('GET', `/api/debug${query}`);
      expect([answer.status, await answer.json()]).toEqual([200, { data: level }]);
    }
    expect(asked).toEqual([[], [], ['orion', 'n001', ''], ['orion']]);
  });
});
