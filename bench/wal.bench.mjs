// Line protocol to the answer, at each level of durability and size of the batches, beside a store without a log; bytes of log a sample;
// how fast log and snapshots come back.
import 'reflect-metadata';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { nodeDisk } from '../core/dist/disk/node-disk.js';
import { Checkpoints } from '../core/dist/metrics/checkpoint/checkpoints.js';
import { Journal } from '../core/dist/metrics/checkpoint/journal.js';
import { MetricTable } from '../core/dist/metrics/metric-table.js';
import { MetricStore } from '../core/dist/metrics/store/metric-store.js';
import { WriteSamples } from '../core/dist/metrics/write-samples.js';
import { startWorker } from '../plugins/metricstore-wal/dist/log/log-threads.js';
import { WalCheckpointStore } from '../plugins/metricstore-wal/dist/wal-checkpoint-store.js';
import { figure } from './figure.mjs';

const t0 = 1_772_323_200;
const step = 60;
/** A site has a collector on each host; many batches are on their way at once. */
const senders = 64;
const seconds = 4;
const metrics = Array.from({ length: 50 }, (_, at) => `metric_${at}`);
const table = metrics.map((name) => ({ name, step, aggregation: 'sum' }));
const clock = { now: () => t0 + 100_000_000, nowMs: () => performance.now() };
const log = { trace() {}, debug() {}, info() {}, warn: console.error, error: console.error };
const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-wal-bench-'));

function checkpointsOn(directory, durability) {
  return new WalCheckpointStore(
    { directory, durability, maxLogSize: 0 },
    { root: folder },
    clock,
    log,
    nodeDisk,
    startWorker,
  );
}

function newServer() {
  const store = new MetricStore(new MetricTable(table), 0);
  const holder = { table: store.table, store };
  const journal = new Journal(holder);
  const writeSamples = new WriteSamples(holder, journal, clock, new Registry());
  return { store, journal, writeSamples, checkpoints: new Checkpoints(holder, clock, log) };
}

/** The batches of one sender: its own hosts, time after time, in ten digits. */
function* batches(sender, lines) {
  const hosts = Math.max(1, lines / metrics.length);
  for (let time = t0; ; time += step) {
    const text = [];
    for (let host = 0; host < hosts; host++) {
      for (const metric of metrics.slice(0, Math.min(lines, metrics.length)))
        text.push(
          `${metric},cluster=orion,hostname=s${sender}h${host},type=node value=${(time / 60 + host) % 977}.25 ${time}\n`,
        );
    }
    yield Buffer.from(text.join(''));
  }
}

/** Samples a second that were acknowledged. The text is made before, so that making it counts for nobody. */
async function run({ writeSamples }, lines) {
  const rounds = Math.max(8, Math.min(400, Math.floor(100_000 / lines)));
  const prepared = Array.from({ length: senders }, (_, sender) => {
    const source = batches(sender, lines);
    return Array.from({ length: rounds }, () => source.next().value);
  });
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const counts = await Promise.all(
    prepared.map(async (mine) => {
      let count = 0;
      for (const batch of mine) {
        if (performance.now() > end) break;
        const writer = writeSamples.open({ defaultCluster: 'orion' });
        await writer.push(batch);
        count += (await writer.end()).stored;
      }
      return count;
    }),
  );
  const sum = counts.reduce((a, b) => a + b);
  return { rate: sum / ((performance.now() - begin) / 1000), sum };
}

function sizeOf(directory, ending) {
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

for (const lines of [1, 100, 5000]) {
  let memory = 0;
  const plain = Math.max((await run(newServer(), lines)).rate, (await run(newServer(), lines)).rate);
  figure({ name: `no log, batches of ${lines}`, value: plain, unit: 'samples/s' });
  for (const level of ['memory', 'os', 'disk']) {
    const directory = join(folder, `${level}-${lines}`);
    const server = newServer();
    const checkpoints = checkpointsOn(directory, level);
    await checkpoints.open();
    server.journal.use(checkpoints);
    const { rate, sum } = await run(server, lines);
    if (level === 'memory') memory = rate;
    const share = rate / plain;
    const isPromised = level === 'disk' && lines === 5000;
    figure({
      name: `level ${level}, batches of ${lines} (${Math.round(share * 100)} % of no log)`,
      value: rate,
      unit: 'samples/s',
      ...(isPromised ? { promise: '≥ 80 % of level memory', met: rate >= 0.8 * memory } : {}),
    });
    await checkpoints.close();
    if (lines === 5000) {
      const size = sizeOf(directory, '.log');
      if (level === 'disk') {
        figure({ name: 'log', value: size / sum, unit: 'bytes a sample', promise: '≤ 10', met: size / sum <= 10 });
        await recovery(directory, sum);
      }
    }
    rmSync(directory, { recursive: true, force: true });
  }
}
rmSync(folder, { recursive: true, force: true });

async function recovery(directory, samples) {
  const after = newServer();
  const again = checkpointsOn(directory, 'disk');
  await again.open();
  const begin = performance.now();
  await after.checkpoints.load(again)?.all;
  const rate = samples / ((performance.now() - begin) / 1000);
  figure({ name: 'recovery of the log', value: rate, unit: 'samples/s', promise: '≥ 2 million', met: rate >= 2e6 });
  await again.close();
  await snapshots(join(folder, 'snapshots'));
}

/** Ten days of 40 hosts with 50 metrics each at one level. */
async function snapshots(directory) {
  const before = newServer();
  for (let host = 0; host < 40; host++) {
    const level = before.store.levelAt(['orion', `h${host}`]);
    for (let metric = 0; metric < metrics.length; metric++) {
      const series = before.store.seriesAt(level, metric);
      for (let slot = 0; slot < 14_400; slot++) before.store.series.write(series, t0 + slot * step, slot + host / 8);
    }
  }
  const first = checkpointsOn(directory, 'disk');
  await first.open();
  let begin = performance.now();
  await before.checkpoints.save(first);
  const saved = sizeOf(directory, '.bin') / 1e6;
  figure({ name: 'checkpoint, synced', value: saved / ((performance.now() - begin) / 1000), unit: 'MB/s' });
  await first.close();
  const third = newServer();
  const last = checkpointsOn(directory, 'disk');
  await last.open();
  begin = performance.now();
  await third.checkpoints.load(last)?.all;
  const speed = saved / ((performance.now() - begin) / 1000);
  figure({ name: 'recovery of snapshots', value: speed, unit: 'MB/s', promise: '≥ 500', met: speed >= 500 });
  await last.close();
}
