// What samples and series take in memory: growth of the resident set while the simulated clusters send for an hour, a day and two days.
import 'reflect-metadata';
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
const site = simulatedSite({ seed: 1 });
const { timestep: step } = site;
const metrics = site.clusters.flatMap(({ metricConfig }) => metricConfig);
const table = new MetricTable(metrics.map(({ name, aggregation }) => ({ name, step, aggregation })));
const clock = { now: () => from + 1000 * hour, nowMs: () => performance.now() };
const never = new AbortController().signal;

function newStore() {
  const store = new MetricStore(table, 0);
  const holder = { table, store };
  return {
    store,
    packing: new Packing(holder, clock),
    writer: new WriteSamples(holder, new Journal(holder), clock, new Registry()),
  };
}

/** The simulated clusters are small: several stores get the same, so that what one takes stands out from the noise. */
const copies = 8;
const stores = Array.from({ length: copies }, newStore);
const sum = (of) => stores.reduce((total, { store }) => total + of(store), 0);

/** Bytes that stay when all garbage is gone. */
function resident() {
  for (let round = 0; round < 4; round++) globalThis.gc();
  return process.memoryUsage.rss();
}

async function send(begin, end, receivers) {
  let samples = 0;
  for (const { name: cluster } of site.clusters) {
    for (const batch of site.samples({ cluster, from: begin, to: end })) {
      for (const { writer } of receivers) {
        const body = writer.open({ defaultCluster: cluster });
        await body.push(batch.lines);
        samples += (await body.end()).stored;
      }
    }
  }
  return samples;
}

/** Milliseconds that this process had a core, and not another one. */
const busy = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
let longest = 0;
async function packAll() {
  for (const { packing } of stores) {
    let last = busy();
    let running = true;
    const probe = () => {
      const now = busy();
      longest = Math.max(longest, now - last);
      last = now;
      if (running) setImmediate(probe);
    };
    setImmediate(probe);
    await packing.run(never);
    running = false;
  }
}

// Code, generator and garbage of the first minutes must not count: another store takes them first.
await send(from - hour, from - hour + 10 * step, [newStore()]);

const start = resident();
let samples = await send(from, from + step, stores);
const first = resident();
const series = sum((store) => store.series.size);
const bytesASeries = (first - start) / series;
figure({
  name: `bytes a series, first sample and all names included (${series} series)`,
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
    const until = Math.min(from + hours * hour, at + hour / 6);
    samples += await send(at, until, stores);
    at = until;
    await packAll();
  }
  const value = (resident() - first) / (samples - series);
  figure({
    name: `bytes a sample after ${name}, growth of memory`,
    value,
    unit: 'bytes',
    promise: '≤ 2.5',
    met: value <= 2.5,
  });
  figure({ name: `  the same, samples alone`, value: sum((store) => store.usedBytes) / samples, unit: 'bytes' });
}
let sealed = 0;
let sealedBytes = 0;
for (const { store } of stores) {
  const { arena } = store.series;
  for (let one = 0; one < store.series.highest; one++) {
    for (const chunk of store.series.chunksOf(one).slice(0, -1)) {
      sealed += arena.lengthOf(chunk);
      sealedBytes += arena.capacityOf(chunk) * 4 + 41; // 41: its record, and a byte for each cell
    }
  }
}
const value = sealedBytes / sealed;
figure({ name: 'bytes a sample of sealed chunks', value, unit: 'bytes', promise: '≤ 2.5', met: value <= 2.5 });
figure({ name: 'longest turn while packing', value: longest, unit: 'ms', promise: '≤ 10 ms', met: longest <= 10 });
