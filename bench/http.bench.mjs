// A real server process and a load generator on the same machine, over loopback.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site, freePort } from '../tools/setup/site.mjs';
import { figure } from './figure.mjs';
import { RawConnection, requestBytes } from './raw-client.mjs';

const hosts = 64;
const threads = 72;
const batchLines = 5000;
const connections = 4;

const cluster = {
  name: 'bench',
  metricConfig: [
    ...['cpu_load', 'mem_used', 'net_bw', 'cpu_power'].map((name) => metric(name, 'node')),
    ...['cpu_user', 'flops_any', 'ipc', 'clock'].map((name) => metric(name, 'hwthread')),
  ],
  subClusters: [
    {
      name: 'main',
      nodes: `b[01-${hosts}]`,
      processorType: 'none',
      socketsPerNode: 2,
      coresPerSocket: threads / 2,
      threadsPerCore: 1,
      ...Object.fromEntries(
        ['flopRateScalar', 'flopRateSimd', 'memoryBandwidth'].map((name) => [
          name,
          { unit: { base: 'F/s' }, value: 1 },
        ]),
      ),
      topology: {
        node: range(0, threads),
        socket: [range(0, threads / 2), range(threads / 2, threads)],
        memoryDomain: [range(0, threads / 2), range(threads / 2, threads)],
        core: range(0, threads).map((thread) => [thread]),
      },
    },
  ],
};

function metric(name, scope) {
  const limits = { peak: 4, normal: 3, caution: 2, alert: 1 };
  return {
    name,
    unit: { base: '' },
    scope,
    aggregation: 'avg',
    timestep: 60,
    footprint: name === 'cpu_load' ? 'avg' : '',
    ...limits,
  };
}

function range(from, to) {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** All series once, as text without value and time. */
const keys = range(1, hosts + 1).flatMap((host) => {
  const name = `b${String(host).padStart(2, '0')}`;
  return cluster.metricConfig.flatMap(({ name: metricName, scope }) =>
    scope === 'node'
      ? [`${metricName},cluster=bench,hostname=${name},type=node`]
      : range(0, threads).map(
          (thread) => `${metricName},cluster=bench,hostname=${name},type=hwthread,type-id=${thread}`,
        ),
  );
});

function batches(rounds, from) {
  const made = [];
  for (let round = 0; round < rounds; round++)
    for (let at = 0; at < keys.length; at += batchLines) {
      const lines = keys
        .slice(at, at + batchLines)
        .map((key, index) => `${key} value=${((index * 7 + round) % 1000) / 10} ${from + 60 * round}`);
      made.push({ body: Buffer.from(`${lines.join('\n')}\n`), lines: lines.length });
    }
  return made;
}

/** Sends each item's requests in order, over this many connections at once; resolves with seconds and the 99th percentile of an item. */
async function drive(port, items, parallel) {
  const connections = range(0, parallel).map(() => new RawConnection(port));
  const queue = items[Symbol.iterator]();
  const latencies = [];
  const began = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      for (let next = queue.next(); !next.done; next = queue.next()) {
        const sent = performance.now();
        for (const request of next.value) await connection.send(request);
        latencies.push(performance.now() - sent);
      }
      connection.close();
    }),
  );
  latencies.sort((a, b) => a - b);
  return { seconds: (performance.now() - began) / 1000, p99: latencies[Math.floor(latencies.length * 0.99)] };
}

const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-bench-'));
const site = Site.create({ folder, port: await freePort(), clusters: [cluster] });
try {
  site.addUser('api', 'api');
  const token = site.token('api');
  await site.start({ flags: [] });
  const now = 60 * Math.floor(Date.now() / 60_000);

  const writes = (rounds, from) =>
    batches(rounds, from).map(({ body, lines }) => ({
      lines,
      request: requestBytes('/api/write?cluster=bench', token, body),
    }));
  const first = writes(1, now - 60 * 500);
  await drive(
    site.port,
    first.map(({ request }) => [request]),
    connections,
  ); // series exist
  const work = writes(400, now - 60 * 400);
  const samples = work.reduce((sum, { lines }) => sum + lines, 0);
  const written = await drive(
    site.port,
    work.map(({ request }) => [request]),
    connections,
  );
  figure({
    name: `HTTP write, ${keys.length} series, ${batchLines} lines a batch, level memory`,
    value: samples / written.seconds,
    unit: 'samples/s',
    promise: '≥ 4 M samples/s with a durable log',
    met: samples / written.seconds >= 4e6,
  });
  figure({ name: 'HTTP write, p99 of an answer at full load', value: written.p99, unit: 'ms' });

  const pairs = range(1, 3001).map((jobId) => {
    const start = {
      jobId,
      cluster: 'bench',
      user: `user${jobId % 50}`,
      project: 'p',
      numNodes: 1,
      startTime: now - 3600,
      monitoringStatus: 0, // archiving is another figure
      resources: [{ hostname: `b${String(1 + (jobId % hosts)).padStart(2, '0')}` }],
    };
    const stop = { jobId, cluster: 'bench', stopTime: now - 60 };
    return [
      requestBytes('/api/jobs/start_job/', token, Buffer.from(JSON.stringify(start))),
      requestBytes('/api/jobs/stop_job/', token, Buffer.from(JSON.stringify(stop))),
    ];
  });
  const ran = await drive(site.port, pairs, 16);
  figure({
    name: 'start_job + stop_job over REST, 16 connections',
    value: pairs.length / ran.seconds,
    unit: 'pairs/s',
    promise: '≥ 1,000 pairs/s',
    met: pairs.length / ran.seconds >= 1000,
  });
  figure({ name: 'start_job + stop_job, p99 of a pair', value: ran.p99, unit: 'ms' });
} finally {
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
}
