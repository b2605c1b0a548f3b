// Line protocol to the answer, at each level of durability and size of the batches, beside a store without a log; bytes of log a sample;
// how long samples wait for their sync at level os; how fast log and snapshots come back. The levels take turns in short rounds of the same
// work, so that whatever else the machine does meets all of them; what counts is the ratio within a round.
import 'reflect-metadata';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { figure, median } from './figure.mjs';
import { metrics, newServer, step, walStore } from './wal-store.mjs';

const t0 = 1_772_323_200;
/** A site has a collector on each host; many batches are on their way at once. */
const senders = 64;
const rounds = 7;
/** Lines → batches of each sender in a round: about half a second. */
const batchesPerRound = new Map([
  [1, 400],
  [100, 200],
  [5000, 5],
]);
const promisedBytes = 10;
const promisedShare = 0.8;
/** Level os: the thread syncs a second after its last sync; what the sync itself takes comes on top. */
const promisedAge = 1500;
const clock = { now: () => t0 + 100_000_000, nowMs: () => performance.now() };
const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-wal-bench-'));

/** A server whose samples are as safe as `level` says; `no log`: there is none. */
class Contender {
  rates = [];
  samples = 0;

  constructor(level, lines) {
    this.level = level;
    this.directory = join(folder, `${level}-${lines}`);
    this.server = newServer(clock);
  }

  async open() {
    if (this.level === 'no log') return;
    this.checkpoints = walStore(this.directory, this.level, clock);
    await this.checkpoints.open();
    this.server.journal.use(this.checkpoints);
  }

  /** All senders at once, each with one batch after the other. */
  async round(batches) {
    globalThis.gc?.();
    const begin = performance.now();
    const counts = await Promise.all(batches.map((mine) => this.send(mine)));
    const sum = counts.reduce((a, b) => a + b);
    this.rates.push(sum / ((performance.now() - begin) / 1000));
    this.samples += sum;
  }

  async send(batches) {
    let count = 0;
    for (const batch of batches) {
      const writer = this.server.writeSamples.open({ defaultCluster: 'orion' });
      await writer.push(batch);
      count += (await writer.end()).stored;
    }
    return count;
  }

  async close() {
    await this.checkpoints?.close();
  }
}

/** What each sender brings in a round: its own hosts, moment after moment, in ten digits. Made before, so that it counts for nobody. */
function batchesOf(lines, round) {
  const count = batchesPerRound.get(lines);
  const hosts = Math.max(1, lines / metrics.length);
  const names = metrics.slice(0, Math.min(lines, metrics.length));
  return Array.from({ length: senders }, (_, sender) =>
    Array.from({ length: count }, (__, at) => {
      const time = t0 + (round * count + at) * step;
      const text = [];
      for (let host = 0; host < hosts; host++) {
        const rest = `,cluster=orion,hostname=s${sender}h${host},type=node value=${(time / 60 + host) % 977}.25 ${time}\n`;
        for (const metric of names) text.push(metric, rest);
      }
      return Buffer.from(text.join(''));
    }),
  );
}

/** The middle of what each round says: this level's rate as a share of the other's. */
function shareOf(one, other) {
  return median(one.rates.map((rate, round) => rate / other.rates[round]));
}

async function compare(lines) {
  const contenders = ['no log', 'memory', 'os', 'disk'].map((level) => new Contender(level, lines));
  for (const one of contenders) await one.open();
  for (let round = 0; round <= rounds; round++) {
    const batches = batchesOf(lines, round);
    for (let turn = 0; turn < contenders.length; turn++) {
      const one = contenders[(round + turn) % contenders.length];
      await one.round(batches);
      // What a level leaves for later is done before the next one's turn.
      await sleep(one.level === 'os' || one.level === 'memory' ? 1200 : 50);
    }
    if (round === 0) for (const one of contenders) one.rates = []; // series exist now, code is warm
  }
  const [plain, memory, os, disk] = contenders;
  figure({ name: `no log, batches of ${lines}`, value: median(plain.rates), unit: 'samples/s' });
  for (const one of [memory, os, disk]) {
    const share = Math.round(shareOf(one, plain) * 100);
    const name = `level ${one.level}, batches of ${lines} (${share} % of no log)`;
    figure({ name, value: median(one.rates), unit: 'samples/s' });
  }
  const share = shareOf(disk, memory);
  const promise = lines === 5000 ? { promise: '≥ 80 %', met: share >= promisedShare } : {};
  figure({
    name: `level disk as a share of level memory, batches of ${lines}`,
    value: share * 100,
    unit: '%',
    ...promise,
  });
  if (lines === 5000) await lossBound(os);
  for (const one of contenders) await one.close();
  if (lines === 5000) {
    const size = sizeOf(disk.directory, '.log') / disk.samples;
    figure({ name: 'log', value: size, unit: 'bytes a sample', promise: '≤ 10', met: size <= promisedBytes });
    await logRecovery(disk);
  }
  for (const { directory } of contenders) rmSync(directory, { recursive: true, force: true });
}

/** From the moment when the system had the samples to the end of the sync that covers them, which is when a power cut takes them no more. */
async function lossBound(os) {
  await sleep(1500); // nobody sends any more: the last sync comes by itself
  await os.send([Buffer.from(`metric_0,cluster=orion,hostname=s0h0,type=node value=1 ${t0}\n`)]); // brings the figure along
  const { longestUnsyncedMs } = os.checkpoints.figures;
  figure({
    name: 'level os, longest that a sample waited for its sync',
    value: longestUnsyncedMs,
    unit: 'ms',
    promise: 'about a second',
    met: longestUnsyncedMs <= promisedAge,
  });
}

function sizeOf(directory, ending) {
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

async function logRecovery({ directory, samples }) {
  const seconds = await secondsToLoad(directory);
  const bytes = sizeOf(directory, '.log') / 1e6;
  const rate = samples / seconds;
  figure({ name: 'recovery of the log', value: rate, unit: 'samples/s', promise: '≥ 2 million', met: rate >= 2e6 });
  figure({ name: 'recovery of the log, its bytes', value: bytes / seconds, unit: 'MB/s' });
}

/** The middle of three starts. */
async function secondsToLoad(directory) {
  const all = [];
  for (let start = 0; start < 3; start++) {
    const { checkpoints } = newServer(clock);
    const store = walStore(directory, 'memory', clock);
    await store.open();
    globalThis.gc?.();
    const begin = performance.now();
    await checkpoints.load(store)?.all;
    all.push((performance.now() - begin) / 1000);
    await store.close();
  }
  return median(all);
}

/** Snapshots of so many hosts with so many minutes each, with 50 metrics at one level. */
async function snapshots(hosts, slots) {
  const directory = join(folder, `snapshots-${hosts}`);
  const { store, checkpoints } = newServer(clock);
  for (let host = 0; host < hosts; host++) {
    const level = store.levelAt(['orion', `h${host}`]);
    for (let metric = 0; metric < metrics.length; metric++) {
      const series = store.seriesAt(level, metric);
      for (let slot = 0; slot < slots; slot++) store.series.write(series, t0 + slot * step, slot + host / 8);
    }
  }
  const target = walStore(directory, 'disk', clock);
  await target.open();
  const begin = performance.now();
  await checkpoints.save(target);
  const seconds = (performance.now() - begin) / 1000;
  await target.close();
  const megabytes = sizeOf(directory, '.bin') / 1e6;
  const kind = `${hosts} hosts of ${(megabytes / hosts).toFixed(2)} MB`;
  figure({ name: `checkpoint of ${kind}, every file synced`, value: megabytes / seconds, unit: 'MB/s' });
  const speed = megabytes / (await secondsToLoad(directory));
  const promise = hosts < 1000 ? { promise: '≥ 500', met: speed >= 500 } : {};
  figure({ name: `recovery of snapshots, ${kind}`, value: speed, unit: 'MB/s', ...promise });
  rmSync(directory, { recursive: true, force: true });
}

try {
  for (const lines of batchesPerRound.keys()) await compare(lines);
  // Ten days, and two hours.
  await snapshots(80, 14_400);
  await snapshots(2000, 120);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
