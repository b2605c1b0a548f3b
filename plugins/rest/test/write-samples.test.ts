import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { WriteReport } from '@cc-kernel/core/use-cases';
import { afterEach, describe, expect, it } from 'vitest';
import { openRest } from './rest-server.js';

const stored: WriteReport = { received: 2, stored: 2, rejected: 0, tooOld: 0, firstRejections: [] };

describe('POST /api/write', () => {
  let close = async (): Promise<void> => undefined;
  afterEach(() => close());

  /** Keeps what is written, and reports what it is told to. */
  async function writing(report: WriteReport = stored) {
    const seen = { clusters: [] as string[], text: '', aborted: 0, ended: 0 };
    const server = await openRest({
      writeSamples: {
        open: ({ defaultCluster }) => {
          seen.clusters.push(defaultCluster);
          return {
            push: (chunk) => void (seen.text += Buffer.from(chunk).toString()),
            end: async () => (seen.ended++, report),
            abort: () => void seen.aborted++,
          };
        },
      },
    });
    close = server.close;
    return { ...server, seen };
  }

  it.each(['/api/write', '/api/write/'])('%s streams the body to the store and answers with nothing', async (path) => {
    const { ask, seen } = await writing();
    const lines = 'cpu_load,hostname=n001 value=1 1772600000\n'.repeat(10_000);
    const answer = await ask('POST', `${path}?x=1&cluster=or%69on`, lines);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/json',
      '',
    ]);
    expect(answer.headers.get('content-length')).toBe('0');
    expect(answer.headers.has('x-rejected-lines')).toBe(false);
    expect(seen).toEqual({ clusters: ['orion'], text: lines, aborted: 0, ended: 1 });
  });

  it('takes an empty body, and one that is packed', async () => {
    const { ask, seen } = await writing();
    expect((await ask('POST', '/api/write', '')).status).toBe(200);
    const packed = await ask('POST', '/api/write', gzipSync('x value=1\n'), { 'content-encoding': 'gzip' });
    expect([packed.status, seen.text]).toEqual([200, 'x value=1\n']);
  });

  it('names lines that were left out in a header, with 200', async () => {
    const { ask } = await writing({
      received: 2,
      stored: 1,
      rejected: 1,
      tooOld: 0,
      firstRejections: [{ line: 2, reason: 'unknown metric', text: 'nosuchä\n value=1' }],
    });
    const answer = await ask('POST', '/api/write', 'x');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('x-rejected-lines')).toBe(
      'line 2: unknown metric: "nosuch?\\n value=1" (1 of 2 lines stored)',
    );
  });

  it('answers 400 with number and reason of lines that cannot be read', async () => {
    const rejection = { line: 2, reason: 'the field value is missing', text: `net_bw,hostname=${'x'.repeat(100)}` };
    const { ask } = await writing({
      received: 3,
      stored: 2,
      rejected: 1,
      tooOld: 0,
      firstRejections: [rejection],
      fatal: rejection,
    });
    const answer = await ask('POST', '/api/write', 'x');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      status: 'Bad Request',
      error: `line 2: the field value is missing: "net_bw,hostname=${'x'.repeat(44)}…" (2 of 3 lines stored)`,
    });
  });

  it('uses no line of a body that broke off within it', async () => {
    const { ask, seen, url } = await writing();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      'POST /api/write HTTP/1.1\r\nHost: x\r\nX-Auth-Token: collector:api\r\nContent-Length: 500\r\n\r\na value=1\nb value=12',
    );
    await until(() => seen.text.endsWith('12'));
    socket.destroy();
    await until(() => seen.aborted === 1);
    expect(seen.ended).toBe(0);
    expect((await ask('POST', '/api/write', 'ok')).status).toBe(200);
  });

  it('refuses more than 64 MiB', async () => {
    const { ask, seen } = await writing();
    const answer = await ask('POST', '/api/write', Buffer.alloc(64 * 1024 * 1024 + 1, '\n'));
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { status: 'Payload Too Large', error: expect.stringContaining('67108864 bytes') },
    ]);
    expect(seen.ended).toBe(0);
  });

  it.each([
    ['a:api', 200],
    ['a:api,user', 200],
    ['a:api,manager', 200],
    ['a:api,support', 401],
    ['a:user', 401],
    ['', 401],
  ])('as "%s" is %i', async (token, status) => {
    const { ask } = await writing();
    expect((await ask('POST', '/api/write', 'x', { 'x-auth-token': token })).status).toBe(status);
  });
});

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((done) => setTimeout(done, 5));
}
