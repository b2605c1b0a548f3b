import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getWithBody } from '../../../tools/setup/get-with-body.mjs';
import { eventually, type Site } from '../../../tools/setup/site.mjs';
import { startedSite } from './test-site.js';
import { tinyCluster } from './tiny-cluster.js';

const time = 60 * Math.floor(Date.now() / 60_000) - 3600;

let site: Site;
let dispose: () => Promise<void>;
let token: string;

beforeAll(async () => {
  ({ site, token, dispose } = await startedSite([tinyCluster]));
});
afterAll(() => dispose());

const line = (host: string, value: number, at = time) =>
  `cpu_load,cluster=tiny,hostname=${host} value=${value} ${at}\n`;

/**
 * Sends head and body as they are, waits until `host` has samples (before its token is checked, nothing of a transfer is used), then half closes
 * or resets. The status that came back until the server closed too.
 */
function transfer(
  framing: string,
  body: string,
  { host, end = 'half close' }: { host?: string; end?: 'half close' | 'reset' } = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(site.url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer === '' ? undefined : Number(answer.split(' ')[1])));
    socket.on('end', () => socket.end());
    const head = `POST /api/write/ HTTP/1.1\r\nHost: here\r\nX-Auth-Token: ${token}\r\nConnection: close\r\n${framing}\r\n\r\n`;
    socket.write(head + body);
    const arrived = host === undefined ? Promise.resolve() : eventually(async () => (await stored(host)).length > 0);
    arrived.then(() => (end === 'reset' ? socket.resetAndDestroy() : socket.end()), reject);
  });
}

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const chunked = 'Transfer-Encoding: chunked';

/** Samples of `cpu_load` that the host has. */
async function stored(host: string): Promise<number[]> {
  const query = { cluster: 'tiny', from: time - 600, to: time + 600, queries: [{ metric: 'cpu_load', host }] };
  const { text } = await getWithBody(`${site.url}/api/query`, JSON.stringify(query), { 'X-Auth-Token': token });
  const { results } = JSON.parse(text) as { results: { data?: (number | null)[] }[][] };
  return (results[0] ?? []).flatMap(({ data }) => (data ?? []).filter((value) => value !== null));
}

/** As in the recordings of cut transfers; where the original stored a cut line and answered 200, the answer is 400 and the line is not used. */
describe('a transfer that breaks', () => {
  it('within a value keeps the whole lines before, and is answered 400', async () => {
    const body = line('t01', 11) + 'cpu_load,cluster=tiny,hostname=t01 value=12';
    expect(await transfer('Content-Length: 500', body, { host: 't01' })).toBe(400);
    expect(await stored('t01')).toEqual([11]);
  });

  it('by a reset keeps the whole lines before', async () => {
    const body = line('t02', 21) + 'cpu_load,cluster=tiny,hostname=t02 value=22';
    expect(await transfer('Content-Length: 500', body, { host: 't02', end: 'reset' })).toBeUndefined();
    expect(await stored('t02')).toEqual([21]);
  });

  it('within the tags keeps the whole lines before, and is answered 400', async () => {
    const body = line('t03', 31) + 'cpu_load,cluster=tiny,hostn';
    expect(await transfer('Content-Length: 500', body, { host: 't03' })).toBe(400);
    expect(await stored('t03')).toEqual([31]);
  });

  it('not at all, but cuts a line into three chunks, is stored', async () => {
    const text = line('t04', 41);
    const body = chunk(text.slice(0, 7)) + chunk(text.slice(7, 40)) + chunk(text.slice(40)) + '0\r\n\r\n';
    expect(await transfer(chunked, body)).toBe(200);
    expect(await stored('t04')).toEqual([41]);
  });

  it('without the last chunk keeps the whole lines before, and is answered 400', async () => {
    const body = chunk(line('t05', 51)) + chunk('cpu_load,cluster=tiny,hostname=t05 value=34');
    expect(await transfer(chunked, body, { host: 't05' })).toBe(400);
    expect(await stored('t05')).toEqual([51]);
  });

  it('by a chunk without a size stores nothing, and is answered 400', async () => {
    expect(await transfer(chunked, `zz\r\n${line('t06', 61)}\r\n0\r\n\r\n`)).toBe(400);
    expect(await stored('t06')).toEqual([]);
  });

  it('by a length that is smaller than the line stores nothing, and is answered 400', async () => {
    expect(await transfer('Content-Length: 15', line('t07', 71))).toBe(400);
    expect(await stored('t07')).toEqual([]);
  });
});
