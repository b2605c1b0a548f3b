// npm run crash-test -- --kills N --seed S [--level disk|os]: kills a real server under load at random moments and looks for what it had acknowledged.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ensureInstalled, requireNode } from '../setup/ensure-installed.mjs';
import { Site, freePort } from '../setup/site.mjs';
import { Ledger } from './ledger.mjs';
import { crashCluster, hosts, metrics, step } from './crash-cluster.mjs';

const { values: flags } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    level: { type: 'string', default: 'disk' },
    'skip-build': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (flags.help) {
  console.log('Usage: npm run crash-test -- [--kills N] [--seed S] [--level disk|os] [--skip-build]');
  process.exit(0);
}
const kills = Number(flags.kills);
const random = randomNumbers(Number(flags.seed));

requireNode();
ensureInstalled();
if (!flags['skip-build']) build();

/** Slots that a life may use up, and lives. */
const slots = (kills + 2) * 400;
const begin = step * Math.floor(Date.now() / 1000 / step) - slots * step;
const ledger = new Ledger(begin, step);
const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-crash-'));
const site = Site.create({
  folder,
  port: await freePort(),
  clusters: [crashCluster],
  config: {
    'metric-store': {
      'retention-in-memory': '100000h',
      'memory-cap': 4,
      'checkpoint-interval': '1s',
      checkpoints: { 'file-format': 'wal', directory: './var/checkpoints', durability: flags.level },
    },
  },
});
site.addUser('api', 'api');
const token = site.token('api');
const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' };

let jobId;
let slot = 0;
const kinds = { load: 0, recovery: 0, shutdown: 0 };
let lost = 0;
let wrong = 0;

for (let kill = 0; kill < kills; kill++) {
  const kind = random() < 0.7 ? 'load' : random() < 0.5 ? 'recovery' : 'shutdown';
  if (kind === 'recovery' && kill > 0) {
    const started = site.start().catch(() => {}); // it will not come up
    await pause(150 + random() * 1200);
    await site.stop('SIGKILL');
    await started;
    kinds.recovery++;
    continue;
  }
  await site.start();
  jobId ??= await startJob();
  await verify(`before kill ${kill + 1}`);
  let running = true;
  const senders = hosts.map((group) => send(group, () => running));
  await pause(30 + random() * 2500); // checkpoints are made every second: some kills meet one
  if (kind === 'shutdown') {
    const stopping = site.stop('SIGTERM');
    const { processId } = site;
    await pause(random() * 200);
    killIfThere(processId);
    running = false;
    await stopping;
    kinds.shutdown++;
  } else {
    await site.stop('SIGKILL');
    kinds.load++;
  }
  running = false;
  await Promise.all(senders);
}

await site.start();
jobId ??= await startJob();
await verify('after the last kill');
await site.stop();
await site.start();
await verify('after an orderly stop');
await site.stop();
rmSync(folder, { recursive: true, force: true });

console.log(
  JSON.stringify({
    level: flags.level,
    seed: Number(flags.seed),
    kills: kinds,
    acknowledged: ledger.acknowledged,
    unanswered: ledger.unanswered,
    lost,
    wrong,
  }),
);
process.exitCode = lost + wrong > 0 ? 1 : 0;

/** One sender: batch after batch, each waiting for its answer. */
async function send(group, isRunning) {
  while (isRunning() && slot < slots) {
    const mine = slot++;
    const entries = group.flatMap((host) => metrics.map((metric) => ledger.newSample(host, metric, mine)));
    const lines = entries.map(
      ({ host, metric, time, value }) => `${metric},cluster=crash,hostname=${host},type=node value=${value} ${time}`,
    );
    try {
      const answer = await fetch(`${site.url}/api/write/?cluster=crash`, {
        method: 'POST',
        headers: { 'X-Auth-Token': token },
        body: `${lines.join('\n')}\n`,
        signal: AbortSignal.timeout(20_000),
      });
      ledger.answered(entries, answer.ok);
      await answer.arrayBuffer().catch(() => {});
    } catch {
      ledger.answered(entries, false);
      await pause(5);
    }
  }
}

async function startJob() {
  const all = hosts.flat();
  const answer = await fetch(`${site.url}/api/jobs/start_job/`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      jobId: 1,
      cluster: 'crash',
      user: 'api',
      project: 'p',
      numNodes: all.length,
      startTime: begin,
      walltime: slots * step * 2,
      resources: all.map((hostname) => ({ hostname })),
    }),
  });
  if (!answer.ok) throw new Error(`the job was not started: ${answer.status} ${await answer.text()}`);
  const { jobs } = await (await fetch(`${site.url}/api/jobs/?cluster=crash`, { headers })).json();
  return jobs[0].id;
}

async function verify(when) {
  if (ledger.acknowledged === 0) return;
  const answer = await fetch(`${site.url}/api/jobs/metrics/${jobId}?scope=node`, { headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no metrics: ${answer.status} ${text.slice(0, 300)}`);
  const found = new Map();
  for (const { name, metric } of JSON.parse(text).data.jobMetrics)
    for (const { hostname, data } of metric.series) found.set(`${hostname}/${name}`, data);
  const outcome = ledger.compare(found);
  lost += outcome.lost.length;
  wrong += outcome.wrong.length;
  for (const each of [...outcome.lost.slice(0, 3), ...outcome.wrong.slice(0, 3)])
    console.log(when, JSON.stringify(each));
  if (outcome.lost.length + outcome.wrong.length > 0) console.log(site.log);
}

function killIfThere(pid) {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // it was quicker
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Mulberry32. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
