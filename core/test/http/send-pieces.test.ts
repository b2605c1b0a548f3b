import { gunzipSync } from 'node:zlib';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendJsonPieces } from '../../src/http/send.js';
import { openSite, route, type Site } from './http-harness.js';

const large = Array.from({ length: 500_000 }, (_, at) => at);
let site: Site;
let made = 0;

function* pieces(numbers: readonly number[]): Generator<string> {
  yield '[';
  for (const [at, number] of numbers.entries()) {
    made++;
    yield `${at > 0 ? ',' : ''}${number}`;
  }
  yield ']';
}

beforeAll(async () => {
  site = await openSite([
    route('/none', (context) => sendJsonPieces(context, 200, [])),
    route('/small', (context) => sendJsonPieces(context, 201, pieces([1, 2]))),
    route('/large', (context) => sendJsonPieces(context, 200, pieces(large))),
  ]);
});
afterAll(() => site.close());

describe('a document in pieces', () => {
  it('is an answer like any other when it is short', async () => {
    const answer = await site.fetch('/small');
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([201, '6', '[1,2]\n']);
    expect(await (await site.fetch('/none')).text()).toBe('\n');
  });

  it('is made while it is sent when it is long, and others get turns in between', async () => {
    made = 0;
    let turns = 0;
    let isDone = false;
    const counting = (async () => {
      for (; !isDone; turns++) await nextTurn();
    })();
    const answer = await site.fetch('/large');
    const text = await answer.text();
    isDone = true;
    await counting;
    expect(text).toBe(`${JSON.stringify(large)}\n`);
    expect(turns).toBeGreaterThan(text.length / 65_536);
  });

  it('may be packed, and asked for without a body', async () => {
    const packed = await site.fetch('/large', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const bytes = Buffer.from(await packed.arrayBuffer());
    const text = bytes[0] === 0x1f ? gunzipSync(bytes).toString() : bytes.toString(); // fetch may have unpacked it
    expect(text).toBe(`${JSON.stringify(large)}\n`);
    expect(await (await site.fetch('/large', { method: 'HEAD' })).text()).toBe('');
  });

  it('is not made to its end for somebody who left', async () => {
    made = 0;
    const leaving = new AbortController();
    const answer = await site.fetch('/large', { signal: leaving.signal });
    await answer.body?.getReader().read();
    leaving.abort();
    let before = -1;
    await expect
      .poll(() => {
        const stands = made === before;
        before = made;
        return stands;
      })
      .toBe(true);
    expect(made).toBeLessThan(large.length);
  });
});
