// The longest time for which the event loop stands still with two million series, for each kind of work of the metric store.
import 'reflect-metadata';
import { Registry } from 'prom-client';
import { Checkpoints } from '../core/dist/metrics/checkpoint/checkpoints.js';
import { Journal } from '../core/dist/metrics/checkpoint/journal.js';
import { DescribeStore } from '../core/dist/metrics/describe-store.js';
import { FreeSamples } from '../core/dist/metrics/free-samples.js';
import { MemoryCap } from '../core/dist/metrics/memory-cap.js';
import { MetricTable } from '../core/dist/metrics/metric-table.js';
import { Packing } from '../core/dist/metrics/packing.js';
import { QueryMetrics } from '../core/dist/metrics/query-metrics.js';
import { Retention } from '../core/dist/metrics/retention.js';
import { StoreSource } from '../core/dist/metrics/store-source.js';
import { MetricStore } from '../core/dist/metrics/store/metric-store.js';
import { WriteSamples } from '../core/dist/metrics/write-samples.js';
import { figure } from './figure.mjs';
import { HostLines } from './host-lines.mjs';
import { TurnWatch } from './turn-watch.mjs';

const hosts = Number(process.argv[2] ?? 10_000);
const t0 = 1_772_323_200;
const step = 60;
const never = new AbortController().signal;
const lines = new HostLines({ hosts, from: t0 });
const millions = `${(hosts * lines.seriesOfHost) / 1e6} million series`;
const table = new MetricTable(lines.metrics.map((name) => ({ name, step, aggregation: 'sum' })));
const clock = { now: () => t0 + 100_000 * step, nowMs: () => performance.now() };
const log = { trace() {}, debug() {}, info() {}, warn() {}, error: console.error };

function newServer({ retention = 0, capBytes = 0 } = {}) {
  const holder = { table, store: new MetricStore(table, retention, capBytes) };
  const writeSamples = new WriteSamples(holder, new Journal(holder), clock, new Registry());
  return { holder, store: holder.store, writeSamples };
}

async function measure(name, work) {
  globalThis.gc();
  const watch = new TurnWatch();
  await work(watch);
  const { busyMs, wallMs, cleanMs } = watch.longest;
  figure({ name: `longest slice: ${name}`, value: busyMs, unit: 'ms', promise: '≤ 10 ms', met: busyMs <= 10 });
  figure({ name: '  the same by the wall clock', value: wallMs, unit: 'ms' });
  figure({ name: '  the longest without a collection of garbage', value: cleanMs, unit: 'ms' });
}

/** One body, in pieces as a socket gives them. */
async function write({ writeSamples }, body, { refused = 0 } = {}) {
  const writer = writeSamples.open({ defaultCluster: '' });
  for (let at = 0; at < body.length; at += 65_536) await writer.push(body.subarray(at, at + 65_536));
  const { received, stored } = await writer.end();
  if (received - stored > refused) throw new Error(`${received - stored} samples were not stored`);
}

/** A sample of each series, in batches of 5,000 lines; several senders at once. */
async function moment(server, watch, minute, options) {
  const senders = 4;
  for (let host = 0; host < hosts; host += lines.hostsOfBatch * senders) {
    const bodies = [];
    for (let at = host; at < host + lines.hostsOfBatch * senders && at < hosts; at += lines.hostsOfBatch) {
      bodies.push(lines.batch(bodies.length, at, minute));
    }
    await watch.during(() => Promise.all(bodies.map((body) => write(server, body, options))));
  }
}

async function moments(server, watch, from, to) {
  for (let minute = from; minute < to; minute++) await moment(server, watch, minute);
}

/** Takes checkpoints and forgets them; what it gives back is made up host by host. */
function fakeCheckpoints(minutes) {
  const values = new Float32Array(minutes).map((_, at) => (at * 37) % 1000);
  const run = { start: t0, step, values };
  return {
    supports: { journal: false },
    quarantined: [],
    async save(snapshots) {
      let count = 0;
      for await (const _ of snapshots) count++;
      return { hosts: count, bytes: 0, failed: [] };
    },
    parts: {
      hosts: async () => Array.from({ length: hosts }, (_, host) => ({ cluster: 'orion', host: lines.nameOf(host) })),
      async *ofHost({ cluster, host }) {
        await new Promise((resolve) => setImmediate(resolve));
        yield { cluster, host, from: t0, to: t0 + minutes * step, root: lines.snapshot(run) };
      },
      async *journal() {},
    },
  };
}

const server = newServer();
const { holder, store } = server;
const packing = new Packing(holder, clock);
const pack = (watch) => watch.during(() => packing.run(never));

await measure(`${millions}, each new, in batches of 5,000 lines`, (watch) => moment(server, watch, 0));
await measure('the next sample of each', (watch) => moments(server, watch, 1, 3));
await measure('samples 4 to 30, all chunks grow', (watch) => moments(server, watch, 3, 30));
await measure('packing of all series at once', pack);
await measure('samples 31 to 45, all chunks grow again', (watch) => moments(server, watch, 30, 45));
await measure('packing behind packed samples, while samples come', async (watch) => {
  const bodies = Array.from({ length: 4 }, (_, slot) => lines.batch(slot, slot * lines.hostsOfBatch, 45));
  await watch.during(async () => {
    const packed = packing.run(never);
    for (let round = 0; round < 100; round++) await Promise.all(bodies.map((body) => write(server, body)));
    await packed;
  });
});
await measure('all series come back after a pause', (watch) => moment(server, watch, 145));

const checkpoints = new Checkpoints(holder, clock, log);
await measure('checkpoint of all hosts', (watch) => watch.during(() => checkpoints.save(fakeCheckpoints(0))));

const names = Array.from({ length: hosts }, (_, host) => lines.nameOf(host));
const source = new StoreSource(holder, undefined, undefined, clock);
await measure('health check of all hosts', (watch) =>
  watch.during(() => source.checkHosts({ cluster: 'orion', hosts: names, metrics: lines.metrics })),
);
const queryMetrics = new QueryMetrics(holder, { main: {} }, clock);
await measure('query of a metric for all nodes', (watch) =>
  watch.during(() =>
    queryMetrics.run({
      cluster: 'orion',
      from: t0,
      to: t0 + 145 * step,
      withStats: true,
      withData: true,
      withPadding: true,
      queries: [],
      forAllNodes: [lines.metrics[0], lines.metrics.at(-1)],
    }),
  ),
);
await measure('debug dump of a cluster', (watch) =>
  watch.during(() => new DescribeStore(holder, clock).run(['orion'], never)),
);
await measure('retention: the older half of all samples goes', async (watch) => {
  const retention = new Retention({ table, store: withRetention(store) }, clock, log);
  await watch.during(() => retention.run(undefined, never));
});
await measure('everything freed by hand', (watch) =>
  watch.during(() => new FreeSamples(holder, clock).run([[]], Infinity)),
);
await measure(`${millions} again, in one body of 20 MB after the other`, async (watch) => {
  for (let host = 0; host < hosts; host += lines.hostsOfBody) {
    const body = lines.body(host, 0);
    await watch.during(() => write(server, body));
  }
});

// What comes back lies in a store of its own, and so does what is held below a cap.
await measure(`loading of ${millions}, two hours of each`, async (watch) => {
  const restored = newServer();
  await watch.during(() => new Checkpoints(restored.holder, clock, log).load(fakeCheckpoints(120)).all);
});
await measure('samples that take the place of the oldest, memory-cap reached', async (watch) => {
  const capped = newServer({ capBytes: hosts * lines.seriesOfHost * 32 * 3 });
  const unwatched = { during: (work) => work() };
  for (let minute = 0; minute < 300; minute += 100) await moment(capped, unwatched, minute);
  for (let minute = 300; minute < 700; minute += 100) await moment(capped, watch, minute);
  await moments(capped, watch, 701, 715);
  await watch.during(() => new MemoryCap(capped.holder, clock, log).run(never));
});

function withRetention(store) {
  return Object.assign(Object.create(store), { retention: clock.now() - (t0 + 100 * step) });
}
