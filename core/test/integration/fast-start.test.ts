import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { getWithBody } from '../../../tools/setup/get-with-body.mjs';
import { type Site, eventually } from '../../../tools/setup/site.mjs';
import { temporarySite } from './test-site.js';
import { tinyCluster } from './tiny-cluster.js';

const hosts = Array.from({ length: 40 }, (_, at) => `h${String(at).padStart(2, '0')}`);
const slots = 2000;
const now = 60 * Math.floor(Date.now() / 60_000);
const start = now - 60 * slots;

let site: Site;
let dispose: (() => Promise<void>) | undefined;
afterEach(() => dispose?.());

/** Checkpoints as cc-backend leaves them: both formats of the server read them. */
async function historyIn(folder: string): Promise<void> {
  const data = Array.from({ length: slots }, (_, at) => at);
  const metrics = Object.fromEntries(['cpu_load', 'mem_bw'].map((name) => [name, { frequency: 60, start, data }]));
  const text = JSON.stringify({ metrics, children: {}, from: start, to: now });
  for (const host of hosts) {
    await mkdir(join(folder, 'tiny', host), { recursive: true });
    writeFileSync(join(folder, 'tiny', host, `${start}.json`), text);
  }
}

describe.each(['json', 'wal'])('a start with a long history (%s)', (format) => {
  it('answers, takes samples, tells how far it is, and every read has all of its host; a stop loses nothing', async () => {
    const store = { 'retention-in-memory': '100000h', 'memory-cap': 4, checkpoints: { 'file-format': format } };
    ({ site, dispose } = await temporarySite([tinyCluster], { 'metric-store': store }));
    await historyIn(join(site.folder, 'var/checkpoints'));
    site.addUser('api', 'api');
    const token = site.token('api');
    const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' };
    const valuesOf = async (host: string) => {
      const queries = [{ metric: 'cpu_load', host, aggregate: true, resolution: 0 }];
      const body = JSON.stringify({ cluster: 'tiny', from: start, to: now + 60, 'with-data': true, queries });
      const { status, text } = await getWithBody(`${site.url}/api/query`, body, headers);
      expect([status, text.slice(0, 300)]).toMatchObject([200, expect.any(String)]);
      return (JSON.parse(text) as { results: { data?: number[] }[][] }).results[0]?.[0]?.data ?? [];
    };
    const write = (host: string, value: number) =>
      fetch(`${site.url}/api/write?cluster=tiny`, {
        method: 'POST',
        headers,
        body: `cpu_load,hostname=${host},type=node value=${value} ${now}\n`,
      });

    await site.start();
    const ready = (await (await fetch(`${site.url}/readyz`)).json()) as Record<string, unknown>;
    expect(ready).toMatchObject({ ready: true });
    expect((await write('h39', 7)).status).toBe(200);
    expect(await (await fetch(`${site.url}/metrics`)).text()).toMatch(/cckernel_metric_store_loading_hosts \d+/);
    for (const host of ['h39', 'h00']) {
      const values = await valuesOf(host);
      expect(values.length).toBeGreaterThanOrEqual(slots);
      expect(values[slots - 1]).toBe(slots - 1);
    }
    expect((await valuesOf('h39')).at(-1)).toBe(7);
    await site.stop();

    await site.start(); // and at once down again, in the middle of it
    await site.stop();
    await site.start();
    await eventually(async () =>
      (await (await fetch(`${site.url}/metrics`)).text()).includes('cckernel_metric_store_loaded 1'),
    );
    expect(await (await fetch(`${site.url}/readyz`)).json()).toEqual({ ready: true });
    expect((await valuesOf('h39')).slice(-2)).toEqual([slots - 1, 7]);
  });
});
