import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../src/contracts/routes.js';
import { guards } from '../../src/access/guards.js';
import { InvalidInputError } from '../../src/errors/index.js';
import { RouteTable } from '../../src/http/route-table.js';
import { sendEmpty, sendJson } from '../../src/http/send.js';
import { openSite, route, type Site } from './http-harness.js';

describe('a route registers whole or not at all', () => {
  const whole = route('/x', () => undefined);
  const without = (key: keyof Route): Route => {
    const { [key]: _, ...rest } = whole;
    return rest as Route;
  };

  it.each([
    ['guard', /has no guard/],
    ['bodyLimit', /no body limit/],
    ['rate', /rate class/],
    ['handle', /no handler/],
    ['methods', /needs methods/],
    ['path', /no path/],
  ] as const)('refuses one without %s', (key, why) => {
    const table = new RouteTable();
    expect(() => table.add(without(key))).toThrow(why);
    expect(table.all).toEqual([]);
  });

  it('refuses a public one without a reason, a guard without a condition, and a second of the same name', () => {
    const table = new RouteTable();
    expect(() => table.add({ ...whole, guard: { credential: 'public', because: '' } })).toThrow(/without a reason/);
    const noCondition = { credential: 'token' } as unknown as Route['guard'];
    expect(() => table.add({ ...whole, guard: noCondition })).toThrow(/without a condition/);
    table.add(whole);
    expect(() => table.add(whole)).toThrow('route GET /x is there already');
  });
});

it('any path finds a route, none, or is refused; never more', () => {
  const table = new RouteTable();
  table.add(
    route('/a/:id', () => undefined),
    route('/a/:id/b', () => undefined),
    route('/', () => undefined),
  );
  const odd = fc.array(fc.constantFrom('/', 'a', 'b', '%', '%2F', '%zz', '..', ':', '*', '{', '(', '\u{1F511}', ''));
  fc.assert(
    fc.property(odd, fc.constantFrom('GET', 'HEAD', 'POST', '', 'get', '__proto__'), (parts, method) => {
      try {
        const found = table.find(method, `/${parts.join('')}`);
        for (const value of Object.values(found.route ? found.params : {})) expect(value).not.toBe('');
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
      }
    }),
    { numRuns: 500 },
  );
});

describe('routing', () => {
  let site: Site;
  const say =
    (what: string): Route['handle'] =>
    (context) =>
      sendJson(context, 200, { what, params: context.params });

  beforeAll(async () => {
    site = await openSite([
      route('/api/jobs/', say('list')),
      route('/api/jobs/:id', say('job')),
      route('/api/jobs/:id', say('job by body'), { methods: ['POST'] }),
      route('/api/jobs/start_job/', say('start'), { methods: ['POST', 'PUT'] }),
      route('/api/jobs/used_nodes', say('used nodes')),
      route('/page', say('page')),
      route('/empty', (context) => sendEmpty(context, 200)),
      route('/forgot', () => undefined),
      route('/userapi/jobs/', say('user jobs'), { guard: guards.userApi }),
    ]);
  });
  afterAll(() => site.close());
  const json = async (path: string, init?: RequestInit): Promise<unknown> => (await site.fetch(path, init)).json();

  it('takes trailing slashes seriously and prefers literal paths', async () => {
    expect(await json('/api/jobs/')).toEqual({ what: 'list', params: {} });
    expect(await json('/api/jobs/used_nodes')).toEqual({ what: 'used nodes', params: {} });
    expect(await json('/api/jobs/12')).toEqual({ what: 'job', params: { id: '12' } });
    expect(await json('/api/jobs/start_job', { method: 'POST' })).toMatchObject({ what: 'job by body' });
    for (const path of ['/api/jobs', '/api/jobs/12/', '/API/jobs/', '/api/jobs/a/b']) {
      expect((await site.fetch(path)).status, path).toBe(404);
    }
  });

  it('decodes parameters and refuses broken escapes', async () => {
    expect(await json('/api/jobs/a%40b%2Fc')).toEqual({ what: 'job', params: { id: 'a@b/c' } });
    const answer = await site.fetch('/api/jobs/%zz');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ status: 'Bad Request', error: 'the path holds a broken percent escape' });
  });

  it('answers HEAD like GET without a body', async () => {
    const head = await site.fetch('/api/jobs/', { method: 'HEAD' });
    const get = await site.fetch('/api/jobs/');
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });

  it('names the methods of a known path in one header', async () => {
    for (const [path, allow] of [
      ['/api/jobs/start_job/', 'POST, PUT'],
      ['/api/jobs/1', 'GET, HEAD, POST'],
      ['/page', 'GET, HEAD'],
    ] as const) {
      const answer = await site.fetch(path, { method: 'DELETE' });
      expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([405, allow, '']);
      expect(answer.headers.has('content-type')).toBe(false);
    }
  });

  it('tells programs in JSON and people in HTML that nothing is there', async () => {
    const api = await site.fetch('/api/nosuch');
    expect([api.status, api.headers.get('content-type')]).toEqual([404, 'application/json']);
    expect(await api.json()).toEqual({ error: 'the requested endpoint does not exist', status: 'Resource not found' });
    for (const path of ['/nosuch', '/api', '/config']) {
      const page = await site.fetch(path);
      expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain('<title>Page Not Found</title>');
    }
  });

  it('tells only those who may enter what is unknown in a closed tree', async () => {
    const credentials = { 'x-auth-token': 'scheduler:api' };
    expect((await site.fetch('/userapi/nosuch')).status).toBe(401);
    expect((await site.fetch('/userapi/jobs/', { method: 'POST' })).status).toBe(401);
    expect((await site.fetch('/userapi/nosuch', { headers: credentials })).status).toBe(404);
    expect((await site.fetch('/userapi/jobs/', { method: 'POST', headers: credentials })).status).toBe(405);
    expect((await site.fetch('/frontend/nosuch')).status).toBe(401);
  });

  it('answers empty when the handler says nothing', async () => {
    for (const path of ['/empty', '/forgot']) {
      const answer = await site.fetch(path);
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, null, '']);
    }
  });

  it('has a guard, a body limit and a rate class on every live route', () => {
    expect(site.routes.all.length).toBeGreaterThan(9);
    for (const live of site.routes.all) {
      expect(live.guard.credential, live.path).toMatch(/^(public|token|session|token-or-session)$/);
      if (live.guard.credential === 'public') expect(live.guard.because, live.path).not.toBe('');
      expect(Number.isSafeInteger(live.bodyLimit), live.path).toBe(true);
      expect(live.rate, live.path).toBeTruthy();
    }
  });
});
