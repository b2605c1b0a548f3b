// A read of the store in memory: what it costs, and that it costs what it returns, not what the store holds. CPU time of this thread.
import 'reflect-metadata';
import { MetricTable } from '../core/dist/metrics/metric-table.js';
import { Packing } from '../core/dist/metrics/packing.js';
import { LiveMetricReader } from '../core/dist/metrics/read/live-metric-reader.js';
import { MetricStore } from '../core/dist/metrics/store/metric-store.js';
import { figure, median } from './figure.mjs';

const t0 = 1_772_323_200;
const step = 60;
const points = 2880;
const hosts = Array.from({ length: 4 }, (_, host) => `n${host}`);
const threads = Array.from({ length: 16 }, (_, id) => id);
const others = Array.from({ length: 100 }, (_, index) => `other_${index}`);
const clock = { now: () => t0 + 1_000_000, nowMs: () => performance.now() };

const config = {
  name: 'flops_any',
  unit: { base: 'Flops/s' },
  scope: 'hwthread',
  aggregation: 'sum',
  timestep: step,
};
const topology = {
  node: threads,
  socket: [threads],
  memoryDomain: [threads],
  core: threads.map((thread) => [thread]),
};
const cluster = {
  name: 'orion',
  metricConfig: [config],
  subClusters: [{ name: 'main', topology, metricConfig: [config] }],
};
const request = {
  cluster: 'orion',
  subCluster: 'main',
  resources: hosts.map((hostname) => ({ hostname, hwthreads: threads })),
  numAcc: 0,
  metrics: ['flops_any'],
  scopes: ['node'],
  from: t0,
  to: t0 + points * step,
  resolution: 300,
};

let seed = 1;
function random() {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x7fffffff;
}
const decimal = () => Math.round(random() * 100_000) / 1000;
const long = () => random() * 100;

/** 64 series of hardware threads on four nodes, two days of them, and one sample of each of `idle` other series. */
function filled({ sample, idle = 0 }) {
  const table = new MetricTable(['flops_any', ...others].map((name) => ({ name, step, aggregation: 'sum' })));
  const store = new MetricStore(table, 0);
  for (let at = 0; at < idle; at++) {
    const level = store.levelAt(['orion', `m${Math.floor(at / others.length)}`]);
    store.series.write(store.seriesAt(level, 1 + (at % others.length)), t0, at);
  }
  for (const host of hosts) {
    for (const id of threads) {
      const series = store.seriesAt(store.levelAt(['orion', host, `hwthread${id}`]), 0);
      for (let point = 0; point < points; point++) store.series.write(series, t0 + point * step, sample());
    }
  }
  return { table, store };
}

function readerOf(holder) {
  return new LiveMetricReader(holder, { find: () => cluster }, { main: {} }, clock);
}

async function timeOf(reader) {
  const before = process.cpuUsage();
  const { data } = await reader.load(request);
  const { user, system } = process.cpuUsage(before);
  if (data.get('flops_any')?.get('node')?.series.length !== 4) throw new Error('nothing was read');
  return (user + system) / 1000;
}

/** Of all readers in turn, so that what else the machine does meets all alike. */
async function measure(...readers) {
  const times = readers.map(() => []);
  for (let run = 0; run < 200; run++)
    for (const [at, reader] of readers.entries()) times[at].push(await timeOf(reader));
  return times.map((each) => median(each.slice(49)));
}

const [decimals, longs, packed] = [{ sample: decimal }, { sample: long }, { sample: decimal }].map((what) =>
  filled(what),
);
await new Packing(packed, clock).run(new AbortController().signal);
const named = 'read 64 series of 2,880 points, sum to nodes, thin out to 576';
for (const { what, holder } of [
  { what: 'three decimals', holder: decimals },
  { what: 'three decimals, packed', holder: packed },
  { what: 'all digits', holder: longs },
]) {
  const [value] = await measure(readerOf(holder));
  figure({ name: `${named}: ${what}`, value, unit: 'ms', promise: '< 5 ms', met: value < 5 });
}

const [few, many] = await measure(
  readerOf(filled({ sample: decimal, idle: 1000 - 64 })),
  readerOf(filled({ sample: decimal, idle: 1_000_000 - 64 })),
);
figure({ name: 'the same, a thousand series in the store', value: few, unit: 'ms' });
figure({
  name: 'the same, a million series in the store',
  value: many,
  unit: 'ms',
  promise: 'a read costs what it returns: within a quarter of the same with a thousand',
  met: many < few * 1.25,
});
