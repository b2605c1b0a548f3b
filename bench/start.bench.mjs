// The start of a real server on a long history, killed and started again: when it answers, when the first read has its host, and how fast
// log and snapshots come back. The files were written just before, so they come from the system's memory, not from the disk.
import 'reflect-metadata';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getWithBody } from '../tools/setup/get-with-body.mjs';
import { Site, eventually, freePort } from '../tools/setup/site.mjs';
import { figure, median } from './figure.mjs';
import { metrics, newServer, step, walStore } from './wal-store.mjs';

const hosts = 400;
/** Two days and a half in snapshots, then five hours that stand in the log only. */
const savedSlots = 3600;
const loggedSlots = 300;
const rounds = 3;

const now = step * Math.floor(Date.now() / 1000 / step);
const begin = now - (savedSlots + loggedSlots) * step;
const clock = { now: () => now, nowMs: () => performance.now() };
const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-start-bench-'));
const hostNames = Array.from({ length: hosts }, (_, host) => `h${String(host).padStart(3, '0')}`);
const lastHost = hostNames.at(-1);
const threads = [0, 1, 2, 3];
const units = { unit: { base: '' }, scope: 'node', aggregation: 'sum', timestep: step };
const cluster = {
  name: 'orion',
  metricConfig: metrics.map((name) => ({ name, ...units, peak: 4, normal: 3, caution: 2, alert: 1 })),
  subClusters: [
    {
      name: 'main',
      nodes: `h[000-${hosts - 1}]`,
      processorType: 'Bench 4',
      socketsPerNode: 1,
      coresPerSocket: 4,
      threadsPerCore: 1,
      flopRateScalar: { unit: { base: 'F/s' }, value: 1 },
      flopRateSimd: { unit: { base: 'F/s' }, value: 1 },
      memoryBandwidth: { unit: { base: 'B/s' }, value: 1 },
      topology: { node: threads, socket: [threads], memoryDomain: [threads], core: threads.map((one) => [one]) },
    },
  ],
};

const valueAt = (series, slot) => ((series * 31 + slot * 7) % 1000) / 8;

/** Snapshots and log in `both`; then one of them in each of `snapshots` and `log`. The folder `none` is made by the server. */
async function writeHistory(root) {
  const both = join(root, 'both');
  const store = walStore(both, 'memory', clock);
  await store.open();
  const { store: memory, checkpoints } = newServer(clock);
  const numbers = [];
  for (const host of hostNames) {
    const level = memory.levelAt([cluster.name, host]);
    for (const [at, metric] of metrics.entries()) {
      const series = memory.seriesAt(level, at);
      for (let slot = 0; slot < savedSlots; slot++)
        memory.series.write(series, begin + slot * step, valueAt(series, slot));
      numbers.push(store.columns.declareSeries({ cluster: cluster.name, host, levels: [], metric }));
    }
  }
  await checkpoints.save(store);
  const series = Int32Array.from(numbers);
  for (let slot = savedSlots; slot < savedSlots + loggedSlots; slot++) {
    const times = new Float64Array(series.length).fill(begin + slot * step);
    const values = Float32Array.from(series, (_, at) => valueAt(at, slot));
    await store.columns.append({ count: series.length, series, times, values });
  }
  await store.close();
  cpSync(join(both, cluster.name), join(root, 'snapshots', cluster.name), { recursive: true });
  const logFolder = readdirSync(both).find((name) => name.startsWith('cc-kernel..log'));
  cpSync(join(both, logFolder), join(root, 'log', logFolder), { recursive: true });
  return {
    bytes: sizeOf(join(both, cluster.name), '.bin'),
    samples: series.length * loggedSlots,
  };
}

function sizeOf(directory, ending) {
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

const site = Site.create({ folder: join(folder, 'site'), port: await freePort(), clusters: [cluster] });
const checkpointsIn = (kind) => ({
  'metric-store': {
    'retention-in-memory': '100h',
    'memory-cap': 8,
    checkpoints: { 'file-format': 'wal', directory: `./var/history/${kind}` },
  },
});

/** Milliseconds from the start of the process to each event, and those of the loading alone. */
async function start(kind, headers) {
  site.writeConfig(checkpointsIn(kind));
  const from = performance.now();
  await site.start({ flags: ['-loglevel', 'info'] });
  const ready = performance.now() - from;
  if (kind !== 'none') await readOf(lastHost, kind, headers);
  const read = performance.now() - from;
  await eventually(async () => /metric store restored/.test(site.log), 60_000, 10);
  const all = performance.now() - from;
  const [, loading] = /metric store restored.*milliseconds=(\d+)/.exec(site.log);
  await site.stop('SIGKILL'); // in order, it would save and leave no log to the next start
  return { ready, read, all, loading: Number(loading) };
}

async function readOf(host, kind, headers) {
  const queries = [{ metric: metrics[0], host, aggregate: true, resolution: 0 }];
  const body = JSON.stringify({ cluster: cluster.name, from: begin, to: now, 'with-data': true, queries });
  const { status, text } = await getWithBody(`${site.url}/api/query`, body, headers);
  const values = status === 200 ? JSON.parse(text).results[0][0].data.filter((value) => value !== null).length : 0;
  const expected = { both: savedSlots + loggedSlots, snapshots: savedSlots, log: loggedSlots }[kind];
  if (values !== expected) throw new Error(`${values} of ${expected} samples of ${host}: ${text.slice(0, 200)}`);
}

try {
  site.addUser('api', 'api');
  const headers = { 'X-Auth-Token': site.token('api'), 'Content-Type': 'application/json' };
  const { bytes, samples } = await writeHistory(join(site.folder, 'var/history'));
  const starts = { both: [], none: [], snapshots: [], log: [] };
  for (let round = 0; round < rounds; round++)
    for (const [kind, results] of Object.entries(starts)) results.push(await start(kind, headers));
  const middle = (kind, what) => median(starts[kind].map((one) => one[what]));

  const megabytes = bytes / 1e6;
  const history = `${Math.round(megabytes)} MB of snapshots, ${(samples / 1e6).toFixed(1)} M samples in the log`;
  const ready = middle('both', 'ready') / 1000;
  figure({ name: `first answer, ${history}`, value: ready, unit: 's', promise: '< 2 s', met: ready < 2 });
  figure({ name: 'first answer of a start without history', value: middle('none', 'ready') / 1000, unit: 's' });
  figure({ name: 'first read of a host, asked for at once', value: middle('both', 'read') / 1000, unit: 's' });
  figure({ name: 'all history in memory', value: middle('both', 'all') / 1000, unit: 's' });
  const speed = megabytes / (middle('snapshots', 'loading') / 1000);
  figure({ name: 'loading, snapshots only', value: speed, unit: 'MB/s', promise: '≥ 500 MB/s', met: speed >= 500 });
  const rate = samples / (middle('log', 'loading') / 1000);
  figure({ name: 'loading, log only', value: rate, unit: 'samples/s', promise: '≥ 2 million', met: rate >= 2e6 });
} finally {
  await site.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
