// What samples and series take in memory: growth of the resident set while the simulated clusters send for an hour, a day and two days.
import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { simulatedSite } from '../tools/data-generator/dist/index.js';
import { Journal } from '../core/dist/metrics/checkpoint/journal.js';
import { MetricTable } from '../core/dist/metrics/metric-table.js';
import { Packing } from '../core/dist/metrics/packing.js';
import { MetricStore } from '../core/dist/metrics/store/metric-store.js';
import { WriteSamples } from '../core/dist/metrics/write-samples.js';
import { figure } from './figure.mjs';

const from = 1_772_323_200;
const hour = 3600;
const { clusters, timestep: step } = simulatedSite({ seed: 1 });
const metrics = clusters.flatMap(({ metricConfig }) => metricConfig);
const table = new MetricTable(metrics.map(({ name, aggregation }) => ({ name, step, aggregation })));
const clock = { now: () => from + 1000 * hour, nowMs: () => performance.now() };
const never = new AbortController().signal;
const lineMaker = fileURLToPath(new URL('make-lines.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-memory-bench-'));

/** The simulated clusters are small: the store gets as many of each, so that what one takes stands out from the noise. */
const copies = 8;
const batch = Buffer.alloc(1 << 21);
const places = new Int32Array(1 << 15);
const pieceBytes = 64 * 1024;

function newServer() {
  const store = new MetricStore(table, 0);
  const holder = { table, store };
  const writer = new WriteSamples(holder, new Journal(holder), clock, new Registry());
  return { store, packing: new Packing(holder, clock), writer };
}

/** Bytes that stay when all garbage is gone. */
function resident() {
  for (let round = 0; round < 4; round++) globalThis.gc();
  return process.memoryUsage.rss();
}

/** All samples of some time, from another process: what it takes to make them must not count. Packs as a server does meanwhile. */
async function send({ writer, packing }, begin, end) {
  const path = join(folder, 'lines');
  const made = spawnSync(process.execPath, [lineMaker, path, String(begin), String(end)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (made.status !== 0) throw new Error('no lines were made');
  const file = openSync(path, 'r');
  let samples = 0;
  let number = 0;
  for (const bytes of JSON.parse(made.stdout.toString())) {
    if (readSync(file, batch, 0, bytes) !== bytes) throw new Error('lines are missing');
    const text = batch.subarray(0, bytes);
    const names = notePlaces(text);
    for (let copy = 0; copy < copies; copy++) {
      for (let at = 0; at < names; at++) text[places[at]] = 48 + copy;
      const body = writer.open({ defaultCluster: '' });
      for (let at = 0; at < bytes; at += pieceBytes) await body.push(text.subarray(at, at + pieceBytes));
      samples += (await body.end()).stored;
    }
    if (++number % clusters.length === 0) await packing.run(never);
  }
  closeSync(file);
  return samples;
}

/** Where in each line the name of the cluster ends. */
function notePlaces(text) {
  let count = 0;
  for (let at = text.indexOf('cluster='); at >= 0; at = text.indexOf('cluster=', at)) {
    at = text.indexOf(',', at);
    places[count++] = at - 1;
  }
  return count;
}

// Code and garbage must not count: another store takes an hour first. It stays, so that none of its memory is used again.
const other = newServer();
await send(other, from - hour, from);

const server = newServer();
const { store } = server;
const start = resident();
let samples = await send(server, from, from + step);
const first = resident();
const { size } = store.series;
const bytesASeries = (first - start) / size;
figure({
  name: `bytes a series, first sample and all names included (${size} series)`,
  value: bytesASeries,
  unit: 'bytes',
  promise: '≤ 200',
  met: bytesASeries <= 200,
});
let at = from + step;
for (const [name, hours] of [
  ['one hour', 1],
  ['one day', 24],
  ['two days', 48],
]) {
  while (at < from + hours * hour) {
    const until = Math.min(from + hours * hour, at + hour);
    samples += await send(server, at, until);
    at = until;
  }
  const value = (resident() - first) / (samples - size);
  figure({
    name: `bytes a sample after ${name}, growth of memory`,
    value,
    unit: 'bytes',
    promise: '≤ 2.5',
    met: value <= 2.5,
  });
  figure({ name: `  the same, samples alone`, value: store.usedBytes / samples, unit: 'bytes' });
}
rmSync(folder, { recursive: true });
if (other.store.series.size !== size) throw new Error('the other store is gone');

const { arena } = store.series;
let sealed = 0;
let sealedBytes = 0;
for (let one = 0; one < store.series.highest; one++) {
  for (const chunk of store.series.chunksOf(one).slice(0, -1)) {
    sealed += arena.lengthOf(chunk);
    sealedBytes += arena.capacityOf(chunk) * 4 + 33; // 33: its record, and a byte for each cell
  }
}
const value = sealedBytes / sealed;
figure({ name: 'bytes a sample of sealed chunks', value, unit: 'bytes', promise: '≤ 2.5', met: value <= 2.5 });
