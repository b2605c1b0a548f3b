// Line protocol over HTTP into a real server process, at each level of durability, beside VictoriaMetrics. Sender and receiver share the
// machine and talk over loopback. Receivers take turns in short rounds, and all but one are stopped meanwhile: whatever else the machine
// does then meets all of them, and nobody works on the time of another.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatedSite } from '../tools/data-generator/dist/index.js';
import { Site, freePort } from '../tools/setup/site.mjs';
import { figure, median, skipped } from './figure.mjs';
import { VictoriaMetrics } from './victoria-metrics.mjs';
import { WriteLoad, sendClosedLoop, sendOpenLoop } from './write-load.mjs';

const nodes = 305;
const batchLines = 5000;
const connections = 4;
const rounds = 5;
const seconds = 2;
const promised = 4e6;
/** What the server's meter of the event loop tells when nothing is late: it looks every so many milliseconds. */
const meterMs = 10;

const cluster = 'alder';
const site = simulatedSite({ seed: 1, clusters: [{ kind: 'cpu', name: cluster, nodes }], timestep: 60 });
/** A day ago: room for all that will be sent, and nothing lies in the future. */
const from = 60 * Math.floor(Date.now() / 60_000) - 86_400;
const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-bench-'));

function loadFor(path, token) {
  return new WriteLoad({ site, cluster, from, path, token, batchLines });
}

/** Our server with samples as safe as `level` says. */
class Kernel {
  #site;

  constructor(level) {
    this.name = `level ${level}`;
    this.level = level;
  }

  async start() {
    const port = await freePort();
    const config = {
      'metric-store': {
        'retention-in-memory': '48h',
        'memory-cap': 8,
        checkpoints: { 'file-format': 'wal', directory: './var/checkpoints', durability: this.level },
      },
    };
    this.#site = Site.create({ folder: join(folder, this.level), port, clusters: site.clusters, config });
    this.#site.addUser('api', 'api');
    const token = this.#site.token('api');
    await this.#site.start({ flags: [] });
    this.port = port;
    this.load = loadFor(`/api/write?cluster=${cluster}`, token);
    await this.metrics();
  }

  get processId() {
    return this.#site.processId;
  }

  /** Times of the event loop are those since the last call. */
  async metrics() {
    const text = await (await fetch(`${this.#site.url}/metrics`)).text();
    return (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  }

  async received() {
    return (await this.metrics())('cckernel_samples_stored_total');
  }

  async stop() {
    await this.#site?.stop();
  }
}

class Peer extends VictoriaMetrics {
  name = 'VictoriaMetrics';

  async start() {
    await super.start(folder);
    this.load = loadFor('/write?precision=s', 'none');
  }
}

async function senderCeiling() {
  const child = fork(fileURLToPath(new URL('drain.mjs', import.meta.url)));
  const [port] = await once(child, 'message');
  const { rate } = await sendClosedLoop({ port, load: loadFor('/', 'none'), connections, seconds });
  child.disconnect();
  return rate;
}

const levels = ['memory', 'os', 'disk'].map((level) => new Kernel(level));
const disk = levels.find(({ level }) => level === 'disk');
const peer = VictoriaMetrics.isInstalled() ? new Peer() : undefined;
const receivers = peer ? [...levels, peer] : levels;
const signal = ({ processId }, name) => process.kill(processId, name);

/** One receiver works, the others stand still. */
async function turn(receiver, work) {
  signal(receiver, 'SIGCONT');
  try {
    return await work(receiver);
  } finally {
    signal(receiver, 'SIGSTOP');
  }
}

const sent = new Map();
async function atFullSpeed(receiver, length = seconds) {
  const { port, load } = receiver;
  const result = await sendClosedLoop({ port, load, connections, seconds: length });
  sent.set(receiver, (sent.get(receiver) ?? 0) + result.samples);
  return result;
}

const stop = async (receiver) => {
  if (receiver.processId) signal(receiver, 'SIGCONT');
  await receiver.stop();
};

try {
  for (const receiver of receivers) {
    await receiver.start();
    await atFullSpeed(receiver, 2); // series exist, code is warm
    signal(receiver, 'SIGSTOP');
  }
  const results = new Map(receivers.map((receiver) => [receiver, []]));
  const delays = [];
  for (let round = 0; round < rounds; round++) {
    for (const receiver of receivers) {
      const result = await turn(receiver, async () => {
        if (receiver === disk) await disk.metrics(); // the pause is no delay
        const measured = await atFullSpeed(receiver);
        if (receiver === disk) delays.push((await disk.metrics())('nodejs_eventloop_lag_p99_seconds') * 1000 - meterMs);
        return measured;
      });
      results.get(receiver).push(result);
    }
  }
  for (const receiver of receivers) await turn(receiver, () => mustHaveAll(receiver));
  const rateOf = (receiver) => median(results.get(receiver).map(({ rate }) => rate));
  const p99Of = (receiver) => median(results.get(receiver).map(({ p99 }) => p99));

  const work = `HTTP write, ${seriesOf(disk)} series, ${batchLines} lines a batch, ${connections} connections`;
  const reached = rateOf(disk);
  const rivals = peer ? { peer: { name: 'VictoriaMetrics', value: rateOf(peer) } } : {};
  figure({
    name: `${work}, level disk`,
    value: reached,
    unit: 'samples/s',
    promise: '≥ 4 M samples/s',
    met: reached >= promised,
    ...rivals,
  });
  if (peer) {
    const times = reached / rateOf(peer);
    figure({
      name: 'HTTP write, level disk, as a multiple of VictoriaMetrics',
      value: times,
      unit: 'times',
      promise: '≥ 3 times',
      met: times >= 3,
    });
  } else {
    skipped('VictoriaMetrics (the Debian package victoria-metrics is not installed)');
  }
  for (const receiver of levels.filter((one) => one !== disk))
    figure({ name: `HTTP write, ${receiver.name}`, value: rateOf(receiver), unit: 'samples/s' });
  figure({
    name: 'HTTP write, level disk, p99 of an answer at full load',
    value: p99Of(disk),
    unit: 'ms',
    ...(peer ? { peer: { name: 'VictoriaMetrics', value: p99Of(peer) } } : {}),
  });
  const delay = median(delays);
  figure({
    name: 'HTTP write, level disk, event loop delay p99 at full load',
    value: delay,
    unit: 'ms',
    promise: '≤ 10 ms',
    met: delay <= 10,
  });

  const steady = await turn(disk, ({ port, load }) =>
    sendOpenLoop({ port, load, connections: 16, seconds: 6, rate: promised / 2 }),
  );
  figure({
    name: `HTTP write, level disk, p99 of an answer at a steady ${(steady.rate / 1e6).toFixed(2)} M samples/s`,
    value: steady.p99,
    unit: 'ms',
    promise: '< 50 ms at 2 M samples/s',
    met: steady.p99 < 50 && steady.rate >= 0.98 * (promised / 2),
  });
  figure({ name: 'the sender alone, answered at once', value: await senderCeiling(), unit: 'samples/s' });
} finally {
  for (const receiver of receivers) await stop(receiver);
  rmSync(folder, { recursive: true, force: true });
}

/** A rate of samples that got lost would be no rate. */
async function mustHaveAll(receiver) {
  const received = await receiver.received();
  if (received !== sent.get(receiver))
    throw new Error(`${receiver.name} has ${received} of ${sent.get(receiver)} samples`);
}

function seriesOf({ load }) {
  return load.series.toLocaleString('en-US');
}
