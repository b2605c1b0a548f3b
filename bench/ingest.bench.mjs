// Line protocol from bytes into memory, on one core. The best of many short runs is the figure: what a busy machine does
// to the others says nothing of the program.
import 'reflect-metadata';
import { Registry } from 'prom-client';
import { Journal } from '../core/dist/metrics/checkpoint/journal.js';
import { MetricTable } from '../core/dist/metrics/metric-table.js';
import { MetricStore } from '../core/dist/metrics/store/metric-store.js';
import { WriteSamples } from '../core/dist/metrics/write-samples.js';
import { figure, median } from './figure.mjs';

const t0 = 1_772_323_200;
const step = 60;
const hosts = 100;
const threads = 32;
const chunkBytes = 64 * 1024;

const perNode = ['cpu_load', 'mem_used', 'net_bw', 'ib_recv', 'ib_xmit', 'file_bw', 'cpu_power', 'lustre_open'];
const perSocket = ['mem_bw', 'mem_power'];
const perThread = ['flops_any', 'flops_sp', 'flops_dp', 'ipc', 'clock', 'cpu_user'];
const table = [...perNode, ...perSocket, ...perThread].map((name) => ({ name, step, aggregation: 'sum' }));
const clock = { now: () => t0 + 1_000_000, nowMs: () => performance.now() };

let seed = 1;
function random() {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x7fffffff;
}

/** The lines of one host without value and time, in the order in which a collector sends them. */
function keysOf(host) {
  const head = `cluster=orion,hostname=${host}`;
  const keys = perNode.map((metric) => `${metric},${head},type=node`);
  for (const metric of perSocket) for (const id of [0, 1]) keys.push(`${metric},${head},type=socket,type-id=${id}`);
  for (let id = 0; id < threads; id++) {
    for (const metric of perThread) keys.push(`${metric},${head},type=hwthread,type-id=${id}`);
  }
  return keys;
}

function batch(keys, time, long) {
  const text = keys.map((key) => {
    const value = random() * 1000;
    return `${key} value=${long ? value : value.toFixed(1 + Math.floor(random() * 3))} ${time}\n`;
  });
  return { bytes: Buffer.from(text.join('')), lines: keys.length };
}

function shuffled(keys) {
  return keys
    .map((key) => [random(), key])
    .sort((a, b) => a[0] - b[0])
    .map(([, key]) => key);
}

function newStore() {
  const store = new MetricStore(new MetricTable(table), 0);
  const holder = { table: store.table, store };
  return { holder, writeSamples: new WriteSamples(holder, new Journal(holder), clock, new Registry()) };
}

/** Samples a second. */
async function feed(writeSamples, batches) {
  const begin = performance.now();
  let lines = 0;
  for (const { bytes } of batches) {
    const writer = writeSamples.open({ defaultCluster: '' });
    for (let at = 0; at < bytes.length; at += chunkBytes) await writer.push(bytes.subarray(at, at + chunkBytes));
    const report = await writer.end();
    if (report.stored !== report.received) throw new Error(`not stored: ${JSON.stringify(report)}`);
    lines += report.stored;
  }
  return (lines / (performance.now() - begin)) * 1000;
}

const all = Array.from({ length: hosts }, (_, host) => keysOf(`n${String(host).padStart(4, '0')}`));
const flat = all.flat();
const site = newStore();
let minute = 0;
const nextTime = () => t0 + step * minute++;

async function measure(name, promise, runs, make, writeSamples = () => site.writeSamples) {
  const rates = [];
  for (let run = 0; run < runs; run++) {
    const batches = make(nextTime(), run);
    rates.push(await feed(writeSamples(run), batches));
  }
  const value = Math.max(...rates);
  figure({
    name: `line protocol into memory, ${name}`,
    value,
    unit: 'samples/s',
    ...(promise ? { promise: `≥ ${promise / 1e6} million/s`, met: value >= promise } : {}),
  });
  figure({ name: `  the same, median of ${runs} runs`, value: median(rates), unit: 'samples/s' });
}

await measure('ordered', 8e6, 201, (time) => all.map((keys) => batch(keys, time, false)));
await measure('ordered, values of 16 and more digits', 0, 51, (time) => all.map((keys) => batch(keys, time, true)));
await measure('ordered, in one body', 8e6, 51, (time) => [batch(flat, time, false)]);
await measure('shuffled', 1e6, 25, (time) => [batch(shuffled(flat), time, false)]);
await measure(
  'every key new',
  1e6,
  25,
  (time, run) =>
    all.map((keys) =>
      batch(
        keys.map((key) => key.replace('hostname=n', `hostname=r${run}n`)),
        time,
        false,
      ),
    ),
  (
    (fresh) => () =>
      fresh.writeSamples
  )(newStore()),
);
