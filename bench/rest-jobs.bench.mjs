// Starts and stops of jobs as a scheduler reports them: over HTTP, to a real server process, by several connections at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedSite } from '../tools/data-generator/dist/index.js';
import { Site, freePort } from '../tools/setup/site.mjs';
import { figure } from './figure.mjs';
import { RawConnection, requestBytes } from './raw-client.mjs';

const cluster = 'alder';
const nodes = 64;
const connections = 16;
const pairs = 3000;
const { clusters } = simulatedSite({ seed: 1, clusters: [{ kind: 'cpu', name: cluster, nodes }], timestep: 60 });
const now = Math.floor(Date.now() / 1000);

/** Start and stop of one job. */
function requestsOf(jobId, token) {
  const start = {
    jobId,
    cluster,
    user: `user${jobId % 50}`,
    project: 'p',
    numNodes: 1,
    startTime: now - 3600,
    monitoringStatus: 0, // archiving is another figure
    resources: [{ hostname: `alder${String(1 + (jobId % nodes)).padStart(3, '0')}` }],
  };
  const stop = { jobId, cluster, stopTime: now - 60 };
  return [
    requestBytes('/api/jobs/start_job/', token, Buffer.from(JSON.stringify(start))),
    requestBytes('/api/jobs/stop_job/', token, Buffer.from(JSON.stringify(stop))),
  ];
}

async function drive(port, jobs) {
  const queue = jobs.values();
  const latencies = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = new RawConnection(port);
      for (const requests of queue) {
        const sent = performance.now();
        for (const request of requests) await connection.send(request);
        latencies.push(performance.now() - sent);
      }
      connection.close();
    }),
  );
  latencies.sort((a, b) => a - b);
  return { seconds: (performance.now() - begun) / 1000, p99: latencies[Math.floor(latencies.length * 0.99)] };
}

const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-bench-'));
const site = Site.create({ folder, port: await freePort(), clusters });
try {
  site.addUser('api', 'api');
  const token = site.token('api');
  await site.start({ flags: [] });
  const jobs = Array.from({ length: 500 + pairs }, (_, at) => requestsOf(at + 1, token));
  await drive(site.port, jobs.slice(0, 500)); // code is warm
  const { seconds, p99 } = await drive(site.port, jobs.slice(500));
  const rate = pairs / seconds;
  const promise = '≥ 1,000 pairs/s';
  figure({
    name: `start_job + stop_job over REST, ${connections} connections`,
    value: rate,
    unit: 'pairs/s',
    promise,
    met: rate >= 1000,
  });
  figure({ name: 'start_job + stop_job over REST, p99 of a pair', value: p99, unit: 'ms' });
} finally {
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
}
