import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guards } from '../../src/access/guards.js';
import { InvalidInputError, isCockpitError } from '../../src/errors/index.js';
import { parseMultipart } from '../../src/http/multipart.js';
import { lendBody, readBody } from '../../src/http/read-body.js';
import { readForm } from '../../src/http/read-form.js';
import { readJson } from '../../src/http/read-json.js';
import { sendJson } from '../../src/http/send.js';
import { openSite, route, type Site } from './http-harness.js';

const LIMIT = 1000;
const posting = { methods: ['POST', 'DELETE'], bodyLimit: LIMIT } as const;
let site: Site;
let seen: unknown;

beforeAll(async () => {
  site = await openSite([
    route('/json', async (context) => sendJson(context, 200, { got: await readJson(context) }), posting),
    route('/form', async (context) => sendJson(context, 200, [...(await readForm(context))]), posting),
    route(
      '/bytes',
      async (context) => {
        let size = 0;
        for await (const chunk of readBody(context)) size += chunk.length;
        sendJson(context, 200, { size });
      },
      posting,
    ),
    route(
      '/lent',
      async (context) => {
        const all: Uint8Array[] = [];
        const copies: Buffer[] = [];
        let isLent = false;
        await lendBody(context, (piece) => {
          if (isLent) throw new Error('a second piece came before the first was given back');
          all.push(piece);
          copies.push(Buffer.copyBytesFrom(piece));
          if (all.length % 3 === 0) return; // given back at once
          isLent = true;
          return new Promise((resolve) => setImmediate(resolve)).then(() => {
            isLent = false;
          });
        });
        const text = Buffer.concat(copies).toString();
        sendJson(context, 200, { text, left: all.reduce((sum, { length }) => sum + length, 0) });
      },
      { ...posting, bodyLimit: 1_000_000 },
    ),
    route(
      '/lent-and-lost',
      async (context) => {
        seen = await lendBody(context, () => {
          throw new InvalidInputError('not this one');
        }).catch((error: unknown) => error);
        throw seen;
      },
      posting,
    ),
    route(
      '/lent-and-watched',
      async (context) => {
        seen = await lendBody(context, () => undefined).catch((error: unknown) => error);
      },
      posting,
    ),
    route(
      '/watched',
      async (context) => {
        seen = await readJson(context).catch((error: unknown) => error);
      },
      posting,
    ),
    route('/closed', () => undefined, { ...posting, guard: guards.mainApi }),
    route('/none', async (context) => sendJson(context, 200, { got: await readJson(context) }), { methods: ['POST'] }),
  ]);
});
afterAll(() => site.close());

async function post(
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<[number, unknown]> {
  const answer = await site.fetch(path, { method: 'POST', body, headers });
  return [answer.status, await answer.json()];
}
const refused = (status: number, error: string | RegExp): [number, unknown] => [
  status,
  expect.objectContaining({ error: expect.stringMatching(error) as unknown }),
];

describe('a lent body', () => {
  const text = Array.from({ length: 60_000 }, (_, at) => at).join();
  it('comes whole, and its memory is gone afterwards', async () => {
    const [status, { text: got, left }] = (await post('/lent', text)) as [number, { text: string; left: number }];
    expect([status, got === text]).toEqual([200, true]);
    expect(left).toBeLessThan(text.length / 2);
  });
  it('comes whole when it was packed', async () => {
    const packed = gzipSync(text);
    expect(await post('/lent', packed, { 'content-encoding': 'gzip' })).toMatchObject([200, { text }]);
  });
  it('is refused when it is packed badly or too large, and when its taker does not want it; the connection stays', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    expect(await post('/lent', gzipSync(text).subarray(0, 900), gzip)).toEqual(refused(400, /valid gzip/));
    expect(await post('/lent', gzipSync('x'.repeat(1_000_001)), gzip)).toEqual(refused(413, /larger than 1000000/));
    expect(await post('/lent-and-lost', 'x'.repeat(LIMIT))).toEqual(refused(400, /not this one/));
    expect(await post('/lent', 'x')).toMatchObject([200, { text: 'x' }]);
  });
});

describe('a JSON body', () => {
  it.each([
    ['{"a":[1,null,"ä"]}', { a: [1, null, 'ä'] }],
    ['  null\n', null],
    ['{"a":1,"a":2}', { a: 2 }],
  ])('%j is read', async (text, value) => {
    expect(await post('/json', text)).toEqual([200, { got: value }]);
  });

  it.each([
    ['', /is empty/],
    [' ', /not one valid JSON document/],
    ['{"a":1} trailing', /not one valid JSON document/],
    ['{} {}', /not one valid JSON document/],
    ['\u{FEFF}{}', /byte order mark/],
    ["{'a':1}", /not one valid JSON document/],
    ['{"a":NaN}', /not one valid JSON document/],
  ])('%j is refused', async (text, why) => {
    expect(await post('/json', text)).toEqual(refused(400, why));
  });

  it('in another encoding is refused', async () => {
    expect(await post('/json', Buffer.from('"\xe4"', 'latin1'))).toEqual(refused(400, /not valid UTF-8/));
    expect(await post('/json', Buffer.from('{}', 'utf16le'))).toEqual(
      refused(400, /not one valid JSON|not valid UTF-8/),
    );
  });

  it('is taken unpacked as gzip, and refused when the packing is broken or unknown', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    expect(await post('/json', gzipSync('{"a":1}'), gzip)).toEqual([200, { got: { a: 1 } }]);
    expect(await post('/json', gzipSync('{"a":1}').subarray(0, 15), gzip)).toEqual(refused(400, /valid gzip/));
    expect(await post('/json', '{"a":1}', gzip)).toEqual(refused(400, /valid gzip/));
    expect(await post('/json', 'x', { 'content-encoding': 'br' })).toEqual(refused(400, /"br" is not understood/));
  });

  it('never breaks the server, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const [status] = await post('/json', Buffer.from(bytes));
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the limit of a body', () => {
  it('holds to the byte, announced or not, packed or not', async () => {
    expect(await post('/bytes', 'x'.repeat(LIMIT))).toEqual([200, { size: LIMIT }]);
    const tooLarge = refused(413, /larger than 1000 bytes/);
    expect(await post('/bytes', 'x'.repeat(LIMIT + 1))).toEqual(tooLarge);
    const bomb = gzipSync('x'.repeat(1_000_000));
    expect(await post('/bytes', bomb.subarray(), { 'content-encoding': 'gzip' })).toEqual(tooLarge);
    expect(await post('/json', JSON.stringify('x'.repeat(LIMIT)))).toEqual(tooLarge);
    expect(await post('/form', 'a='.padEnd(LIMIT + 1, 'x'))).toEqual(tooLarge);
  });

  it('holds while an endless body still comes, and the connection ends', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${site.url}/bytes`, { method: 'POST' }, (answer) => {
        expect(answer.headers.connection).toBe('close');
        answer.resume();
        resolve(answer.statusCode);
      });
      const feed = setInterval(() => request.write('x'.repeat(300)), 2);
      request.on('close', () => clearInterval(feed));
      request.on('error', reject);
    });
    expect(status).toBe(413);
  });

  it('of zero reads nothing', async () => {
    expect(await post('/none', '{}')).toEqual(refused(413, /larger than 0 bytes/));
  });
});

it('a refusal reaches a client that is still sending, and leaves the connection open', async () => {
  const connectionAfter = async (size: number): Promise<string | null> => {
    const headers = { 'x-auth-token': 'bad' };
    const answer = await site.fetch('/closed', { method: 'POST', body: 'x'.repeat(size), headers });
    expect(answer.status).toBe(401);
    return answer.headers.get('connection');
  };
  expect(await connectionAfter(100)).toBe('keep-alive');
  expect(await connectionAfter(20_000_000)).toBe('keep-alive');
});

it.each(['/watched', '/lent-and-watched'])('a body that breaks off is an error, not a short body: %s', async (path) => {
  seen = undefined;
  const { port } = new URL(site.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"a":1}`);
  await new Promise((done) => setTimeout(done, 20));
  socket.destroy();
  await expect.poll(() => seen).toMatchObject({ code: 'CC_INVALID_INPUT' });
});

describe('a form', () => {
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  it('comes urlencoded, as multipart, or in the query; the body wins', async () => {
    expect(await post('/form?b=q&c=%C3%A4+1', 'a=1&b=x+y&a=2', urlencoded)).toEqual([
      200,
      [
        ['a', '1'],
        ['b', 'x y'],
        ['c', 'ä 1'],
      ],
    ]);
    const multipart = new FormData();
    multipart.set('new-content', 'line\r\nline "ä"');
    multipart.set('empty', '');
    expect(await post('/form?b=q', multipart)).toEqual([
      200,
      [
        ['new-content', 'line\r\nline "ä"'],
        ['empty', ''],
        ['b', 'q'],
      ],
    ]);
    const deleted = await site.fetch('/form', { method: 'DELETE', body: 'username=carol', headers: urlencoded });
    expect(await deleted.json()).toEqual([['username', 'carol']]);
  });

  it('is no JSON document and no file', async () => {
    expect(await post('/form', '{"a":1}', { 'content-type': 'application/json' })).toEqual(
      refused(400, /a form is expected/),
    );
    const file = new FormData();
    file.set('upload', new Blob(['x']), 'x.txt');
    expect(await post('/form', file)).toEqual(refused(400, /"upload" is a file/));
  });

  it('in broken multipart is refused', async () => {
    for (const [body, type] of [
      ['x', 'multipart/form-data'],
      ['x', 'multipart/form-data; boundary=cut'],
      ['--cut\r\nno headers', 'multipart/form-data; boundary=cut'],
      ['--cut\r\n\r\nvalue\r\n--cut--', 'multipart/form-data; boundary=cut'],
      ['--cut\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue', 'multipart/form-data; boundary=cut'],
    ] as const) {
      expect(await post('/form', body, { 'content-type': type }), body).toEqual(refused(400, /multipart/));
    }
  });

  it('as multipart comes back as it was written, or is refused', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\r\n--cut'));
    const name = fc.stringMatching(/^[a-z-]{1,10}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { minLength: 1, maxLength: 5 }), (fields) => {
        const parts = fields.map(
          ([key, value]) => `--cut\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
        );
        const body = Buffer.from(`${parts.join('')}--cut--\r\n`);
        const expected = fields.map(([key, value]) => [key, Buffer.from(value).toString()]);
        expect(parseMultipart(body, 'multipart/form-data; boundary="cut"')).toEqual(expected);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          parseMultipart(
            Buffer.concat([Buffer.from('--cut'), Buffer.from(bytes)]),
            'multipart/form-data; boundary=cut',
          );
        } catch (error) {
          expect(isCockpitError(error)).toBe(true);
        }
      }),
    );
  });
});
