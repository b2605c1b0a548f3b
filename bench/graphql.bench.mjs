// jobMetrics of a running job of 64 nodes and two days, asked of a real server over loopback: from the first byte of the request to the last of
// the answer, read but not parsed. CPU time of the server is the figure that other work on the machine changes least.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site, freePort } from '../tools/setup/site.mjs';
import { figure, median } from './figure.mjs';

const hosts = Array.from({ length: 64 }, (_, index) => `b${String(index + 1).padStart(2, '0')}`);
const metrics = Array.from({ length: 10 }, (_, index) => `metric_${index}`);
const points = 2880;
/** Requests until the server is compiled to the end, as one that is in use is. */
const warmUps = 20;
const runs = 31;
const step = 60;
const begin = step * (Math.floor(Date.now() / 1000 / step) - points);

const value = { unit: { base: 'F/s' }, value: 1 };
const threads = [0, 1];
const cluster = {
  name: 'bench',
  metricConfig: metrics.map((name) => ({
    name,
    unit: { base: 'B/s', prefix: 'G' },
    scope: 'node',
    aggregation: 'sum',
    timestep: step,
    peak: 4,
    normal: 3,
    caution: 2,
    alert: 1,
  })),
  subClusters: [
    {
      name: 'main',
      nodes: 'b[01-64]',
      processorType: 'none',
      socketsPerNode: 1,
      coresPerSocket: 2,
      threadsPerCore: 1,
      flopRateScalar: value,
      flopRateSimd: value,
      memoryBandwidth: value,
      topology: { node: threads, socket: [threads], memoryDomain: [threads], core: threads.map((thread) => [thread]) },
    },
  ],
};

const agent = new Agent({ keepAlive: true });

function post(site, path, token, body, type = 'text/plain') {
  return new Promise((resolve, reject) => {
    const headers = { 'X-Auth-Token': token, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
    const call = request({ host: '127.0.0.1', port: site.port, path, method: 'POST', agent, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (answer.statusCode < 300) resolve(bytes);
        else reject(new Error(`${answer.statusCode}: ${bytes.toString().slice(0, 500)}`));
      });
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** A day's load: a wave with noise, so that numbers have all lengths. */
function sample(series, point) {
  return (100 * (1.2 + Math.sin(point / 200 + series)) + ((series * 7919 + point * 104_729) % 1000) / 97).toFixed(3);
}

async function write(site, token) {
  for (let point = 0; point < points; point++) {
    const lines = hosts.flatMap((host, at) =>
      metrics.map(
        (metric, index) =>
          `${metric},cluster=bench,hostname=${host},type=node value=${sample(at * 10 + index, point)} ${begin + point * step}`,
      ),
    );
    await post(site, '/api/write?cluster=bench', token, `${lines.join('\n')}\n`);
  }
}

const query = `query($id: ID!, $metrics: [String!], $resolution: Int) {
  jobMetrics(id: $id, metrics: $metrics, scopes: [node], resolution: $resolution) {
    name scope metric { unit { base prefix } timestep statisticsSeries { mean median min max }
      series { hostname id statistics { avg min max } data } } } }`;

/** CPU seconds of the server so far, and the longest delay of its event loop since the last call. */
async function metricsOf(site) {
  const text = await (await fetch(`${site.url}/metrics`)).text();
  const read = (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return { cpu: read('process_cpu_seconds_total'), delay: read('nodejs_eventloop_lag_max_seconds') };
}

async function measure(site, token, variables) {
  const ask = () => post(site, '/query', token, JSON.stringify({ query, variables }), 'application/json');
  const first = JSON.parse(await ask());
  const series = first.data.jobMetrics.flatMap(({ metric }) => metric.series);
  if (series.length !== hosts.length * variables.metrics.length) {
    throw new Error(`${series.length} series came: ${JSON.stringify(first.errors)}`);
  }
  for (let run = 0; run < warmUps; run++) await ask();
  const times = [];
  let bytes = 0;
  const before = await metricsOf(site);
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    bytes = (await ask()).length;
    times.push(performance.now() - began);
  }
  const after = await metricsOf(site);
  return {
    milliseconds: median(times),
    megabytes: bytes / 1e6,
    cpu: ((after.cpu - before.cpu) / runs) * 1000,
    delay: after.delay * 1000,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-bench-'));
const site = Site.create({ folder, port: await freePort(), clusters: [cluster] });
try {
  site.addUser('api', 'api');
  const token = site.token('api');
  await site.start({ flags: [] });
  await write(site, token);
  const job = {
    jobId: 1,
    cluster: 'bench',
    user: 'alice',
    project: 'p',
    numNodes: hosts.length,
    startTime: begin,
    resources: hosts.map((hostname) => ({ hostname })),
  };
  await post(site, '/api/jobs/start_job/', token, JSON.stringify(job));
  const found = JSON.parse(await post(site, '/query', token, '{"query":"{jobs{items{id}}}"}', 'application/json'));
  const { id } = found.data.jobs.items[0];

  for (const [what, metricCount, resolution, reference] of [
    ['1 metric as recorded', 1, 0, 25],
    ['10 metrics as recorded', 10, 0, 269],
    ['10 metrics resampled to 600 s', 10, 600, 65],
  ]) {
    const variables = { id, metrics: metrics.slice(0, metricCount), resolution };
    const { milliseconds, megabytes, cpu, delay } = await measure(site, token, variables);
    const name = `jobMetrics, 64 nodes × ${points} points, ${what}`;
    figure({
      name: `${name} (${megabytes.toFixed(1)} MB)`,
      value: milliseconds,
      unit: 'ms',
      promise: `half of cc-backend's ${reference} ms`,
      met: milliseconds <= reference / 2,
    });
    figure({ name: `${name}, CPU time of the server`, value: cpu, unit: 'ms' });
    figure({ name: `${name}, longest delay of the event loop`, value: delay, unit: 'ms' });
  }
} finally {
  agent.destroy();
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
}
