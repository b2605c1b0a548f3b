import { gunzipSync, inflateRawSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guards } from '../../src/access/guards.js';
import type { ErrorKind } from '../../src/errors/cockpit-error.js';
import {
  CockpitError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  TooManyError,
  UnavailableError,
} from '../../src/errors/index.js';
import { preferredCoding } from '../../src/http/compression.js';
import { sendJson, sendJsonText, sendText } from '../../src/http/send.js';
import { statusOf } from '../../src/http/status-of.js';
import { openSite, route, type Site } from './http-harness.js';

class KindError extends CockpitError {
  readonly code = 'CC_TEST';
  constructor(readonly kind: ErrorKind) {
    super(`a ${kind} error`);
  }
}
const long = { text: 'the same again '.repeat(200) };
let site: Site;
beforeAll(async () => {
  site = await openSite([
    route('/api/kind/:kind', ({ params }) => {
      throw new KindError(params['kind'] as ErrorKind);
    }),
    route('/api/bug', () => {
      throw new TypeError('secret detail of a bug');
    }),
    route('/api/half', ({ http }) => {
      http.set('ETag', '"x"');
      http.set('Content-Type', 'text/csv');
      http.body = 'half';
      throw new NotFoundError('gone');
    }),
    route(
      '/api/other-status',
      () => {
        throw new ConflictError('busy');
      },
      { statusOf: { conflict: 409 } },
    ),
    route('/api/later', () => {
      throw new TooManyError('slow down', 17.2);
    }),
    route('/api/unavailable', () => {
      throw new UnavailableError('not yet');
    }),
    route('/api/broken-stream', ({ http }) => {
      http.set('Content-Type', 'application/octet-stream');
      http.body = Readable.from(
        (async function* () {
          yield 'first';
          await Promise.resolve();
          throw new Error('disk gone');
        })(),
      );
    }),
    route('/api/long', (context) => sendJson(context, 200, long)),
    route('/api/short', (context) => sendJson(context, 201, { html: '<&>\u2028' })),
    route('/api/parts', (context) => sendJsonText(context, 200, ['[1,', Buffer.from('2'), ']'])),
    route('/api/image', ({ http }) => {
      http.set('Content-Type', 'image/png');
      http.body = Buffer.alloc(5000);
    }),
    route('/api/stream', ({ http }) => {
      http.set('Content-Type', 'text/csv');
      http.body = Readable.from(['a,b\n', '1,2\n']);
    }),
    route('/page', (context) => sendText(context, 200, 'page'), { guard: guards.page }),
    route('/query', (context) => sendJson(context, 200, {}), { guard: guards.page, methods: ['POST'] }),
    route('/api/main', (context) => sendJson(context, 200, context.principal?.username), { guard: guards.mainApi }),
    route('/config/roles/', (context) => sendJson(context, 200, []), { guard: guards.configApi }),
    route('/jwt-login', (context) => sendText(context, 200, 'in'), { methods: ['GET', 'POST'] }),
  ]);
});
afterAll(() => site.close());
const errorOf = async (path: string, init?: RequestInit): Promise<unknown> => {
  const answer = await site.fetch(path, init);
  return { code: answer.status, type: answer.headers.get('content-type'), ...((await answer.json()) as object) };
};

describe('errors', () => {
  it.each(Object.entries(statusOf))('of kind %s become %i', async (kind, status) => {
    const answer = await errorOf(`/api/kind/${kind}`);
    expect(answer).toMatchObject({ code: status, type: 'application/json', error: `a ${kind} error` });
  });

  it('have one body with reason phrase and text, in this order', async () => {
    const text = await (await site.fetch('/api/kind/too-large')).text();
    expect(text).toBe('{"status":"Payload Too Large","error":"a too-large error"}\n');
  });

  it('that nobody expected say nothing of their content and are logged with it', async () => {
    const answer = await site.fetch('/api/bug');
    const id = answer.headers.get('x-request-id');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      status: 'Internal Server Error',
      error: `internal error; the log knows more of request ${id}`,
    });
    expect(site.log.lines).toContainEqual({
      level: 'error',
      fields: expect.objectContaining({ requestId: id, path: '/api/bug', err: expect.any(TypeError) }),
      message: 'unexpected error',
    });
  });

  it('take back what the route had said before', async () => {
    const answer = await site.fetch('/api/half');
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('content-type')]).toEqual([
      404,
      null,
      'application/json',
    ]);
  });

  it('get another status where the route says so', async () => {
    expect(await errorOf('/api/other-status')).toMatchObject({ code: 409, status: 'Conflict', error: 'busy' });
  });

  it('say when to come again', async () => {
    expect((await site.fetch('/api/later')).headers.get('retry-after')).toBe('18');
    expect((await site.fetch('/api/unavailable')).headers.get('retry-after')).toBe('5');
  });

  it('in the middle of a stream break the connection instead of ending it well', async () => {
    await expect(site.fetch('/api/broken-stream').then((answer) => answer.text())).rejects.toThrow();
  });
});

describe('refusals', () => {
  it('of the main API name what is missing', async () => {
    const token = (text: string): RequestInit => ({ headers: { 'x-auth-token': text } });
    expect(await errorOf('/api/main')).toEqual({
      code: 401,
      type: 'application/json',
      status: 'Unauthorized',
      error: 'no user for secured check',
    });
    expect(await errorOf('/api/main', token('carol:user,api'))).toMatchObject({ code: 401, error: 'unauthorized' });
    expect(await errorOf('/api/main', token('bad'))).toMatchObject({ code: 401, error: 'token is malformed' });
    expect(await (await site.fetch('/api/main', token('robot:api'))).json()).toBe('robot');
  });

  it('do not take a session where a token is needed, nor a token where a session is', async () => {
    expect((await site.fetch('/api/main', { headers: { cookie: 'session=robot:api' } })).status).toBe(401);
    expect((await site.fetch('/config/roles/', { headers: { 'x-auth-token': 'root:admin' } })).status).toBe(401);
    expect((await site.fetch('/config/roles/', { headers: { cookie: 'session=root:admin' } })).status).toBe(200);
  });

  it('of pages show people the way to log in and tell programs in their language', async () => {
    const person = await site.fetch('/page', { headers: { accept: 'text/html' } });
    expect([person.status, await person.text()]).toEqual([401, '<h1>login</h1>unauthorized (please login first)']);
    expect(await errorOf('/page', { headers: { accept: 'application/json' } })).toMatchObject({ code: 401 });
    expect(await errorOf('/query', { method: 'POST' })).toMatchObject({ code: 401, type: 'application/json' });
    const bad = await site.fetch('/page', { headers: { 'x-auth-token': 'bad', cookie: 'session=carol:user' } });
    expect([bad.status, bad.headers.get('content-type'), await bad.text()]).toEqual([
      401,
      'text/plain; charset=utf-8',
      'token is malformed\n',
    ]);
  });
});

describe('JSON answers', () => {
  it('end with a line end, escape what HTML could misread, and have no charset', async () => {
    const answer = await site.fetch('/api/short');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe('{"html":"\\u003c\\u0026\\u003e\\u2028"}\n');
    expect(await (await site.fetch('/api/parts')).text()).toBe('[1,2]\n');
  });
});

describe('compression', () => {
  const raw = async (path: string, accept: string): Promise<{ headers: Headers; bytes: Buffer }> => {
    const { request } = await import('node:http');
    return new Promise((resolve, reject) => {
      request(site.url + path, { headers: { 'accept-encoding': accept } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            headers: new Headers(answer.headers as Record<string, string>),
            bytes: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    });
  };

  it('packs textual answers as the client wishes', async () => {
    const gzip = await raw('/api/long', 'deflate, gzip');
    expect(gzip.headers.get('content-encoding')).toBe('gzip');
    expect(gzip.headers.get('vary')).toBe('Origin, Accept-Encoding');
    expect(JSON.parse(gunzipSync(gzip.bytes).toString())).toEqual(long);
    const deflate = await raw('/api/long', 'deflate');
    expect(JSON.parse(inflateRawSync(deflate.bytes).toString())).toEqual(long);
  });

  it('packs streams', async () => {
    const { headers, bytes } = await raw('/api/stream', 'gzip');
    expect([headers.get('content-encoding'), gunzipSync(bytes).toString()]).toEqual(['gzip', 'a,b\n1,2\n']);
  });

  it.each([
    ['/api/long', 'gzip;q=0'],
    ['/api/long', 'identity'],
    ['/api/image', 'gzip'],
    ['/api/short', 'gzip'],
  ])('leaves %s for %s as it is', async (path, accept) => {
    expect((await raw(path, accept)).headers.get('content-encoding')).toBeNull();
  });

  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['br', undefined],
    ['gzip', 'gzip'],
    ['deflate;q=1.0, gzip;q=0.5', 'gzip'],
    ['GZIP ; Q=0', undefined],
    ['gzip;q=0, deflate', 'deflate'],
    ['gzip;q=x', undefined],
    [';;,,', undefined],
  ])('of %s takes %s', (accept, coding) => {
    expect(preferredCoding(accept)).toBe(coding);
  });
});

describe('headers', () => {
  it('protect every answer', async () => {
    for (const path of ['/api/short', '/api/nosuch', '/nosuch', '/api/bug', '/page']) {
      const { headers } = await site.fetch(path);
      expect(Object.fromEntries(headers), path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'content-security-policy': "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
        'x-request-id': expect.stringMatching(/^[0-9a-f]{10}-[0-9a-z]+$/),
      });
      expect(headers.has('strict-transport-security')).toBe(false);
    }
  });

  it('ask for encryption behind an encrypting proxy', async () => {
    const behind = async (proto: string): Promise<string | null> =>
      (await site.fetch('/api/short', { headers: { 'x-forwarded-proto': proto } })).headers.get(
        'strict-transport-security',
      );
    expect(await behind('https')).toBe('max-age=31536000; includeSubDomains');
    expect(await behind('HTTPS')).toBeNull();
  });
});

describe('requests from other origins', () => {
  const origin = 'https://portal.example';
  const preflight = async (method: string, headers?: string): Promise<Record<string, string>> => {
    const answer = await site.fetch('/api/main', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        ...(headers ? { 'access-control-request-headers': headers } : {}),
      },
    });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    return Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control')));
  };

  it('may read and post with a bearer token', async () => {
    expect(await preflight('GET')).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET',
    });
    expect(await preflight('POST', 'authorization,content-type')).toMatchObject({
      'access-control-allow-headers': 'Authorization, Content-Type',
    });
    const answer = await site.fetch('/api/main', { headers: { origin, 'x-auth-token': 'robot:api' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('may do no more', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect(await preflight(method)).toEqual({});
    expect(await preflight('GET', 'x-auth-token')).toEqual({});
  });

  it('do not change anything with a browser of a person who is logged in', async () => {
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    for (const path of ['/query', '/nosuch', '/login']) {
      const answer = await site.fetch(path, { method: 'POST', headers: crossSite });
      expect([answer.status, await answer.text()]).toEqual([403, 'cross-site request blocked\n']);
    }
    expect((await site.fetch('/api/short', { headers: crossSite })).status).toBe(201);
    expect((await site.fetch('/jwt-login', { method: 'POST', headers: crossSite })).status).toBe(200);
    const sameSite = await site.fetch('/query', { method: 'POST', headers: { 'sec-fetch-site': 'same-site' } });
    expect(sameSite.status).toBe(401);
  });
});

describe('health', () => {
  it('is told to everybody', async () => {
    const health = await site.fetch('/healthz');
    expect([health.status, await health.json()]).toEqual([200, { state: 'ok', parts: {}, plugins: [] }]);
    expect(await (await site.fetch('/readyz')).json()).toEqual({ ready: true });
    const metrics = await (await site.fetch('/metrics')).text();
    expect(metrics).toContain('cckernel_http_requests_total{route="/healthz",method="GET",status="200"} 1');
  });

  it('has status 503 when a part failed, 200 when it is only degraded', async () => {
    for (const [health, status] of [
      ['failed', 503],
      ['degraded', 200],
    ] as const) {
      const other = await openSite([], { health });
      expect((await other.fetch('/healthz')).status).toBe(status);
      await other.close();
    }
  });
});

it('logs each request without its query', async () => {
  await site.fetch('/api/short?login-token=geheim');
  await new Promise((done) => setImmediate(done));
  expect(site.log.lines).toContainEqual({
    level: 'debug',
    fields: expect.objectContaining({ method: 'GET', path: '/api/short', status: 201 }),
    message: 'request',
  });
  expect(JSON.stringify(site.log.lines)).not.toContain('geheim');
});

it('knows its own mistakes by kind', () => {
  expect(new InvalidInputError('x').kind in statusOf).toBe(true);
});
