// Starts and stops of jobs as the use cases see them, on SQLite in a file, and the job list of 100,000 jobs.
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemPrincipal } from '../core/dist/access/principal.js';
import { AdoptedSchema } from '../core/dist/jobs/adopted-schema.js';
import { JobAnnouncements } from '../core/dist/jobs/job-announcements.js';
import { JobPlacement } from '../core/dist/jobs/job-placement.js';
import { SqlJobStore } from '../core/dist/jobs/sql-job-store.js';
import { StartJob, StopJob, parseNewJob, parseStopJob } from '../core/dist/use-cases.js';
import { SqliteDriver } from '../plugins/sql-sqlite/dist/index.js';
import { figure, median } from './figure.mjs';

const begin = 1_700_000_000;
const storedJobs = 100_000;
const pairs = 5_000;
const callers = 32;

const states = ['completed', 'completed', 'completed', 'failed', 'timeout', 'cancelled'];
const threads = Array.from({ length: 64 }, (_, thread) => thread);
const subCluster = { name: 'main', nodes: '*', topology: { node: threads } };
const catalog = {
  find: (name) => ({ name, subClusters: [subCluster] }),
  subClusterOf: () => subCluster,
};
const silent = { debug() {}, info() {}, warn() {}, error: console.error, fatal: console.error };
const clock = { now: () => begin + 10_000_000, nowMs: () => Date.now() };

const document = (number) => ({
  jobId: number,
  cluster: number % 3 === 0 ? 'orion' : 'lynx',
  user: `user${(number * 7919) % 2000}`,
  project: `project${(number * 104_729) % 300}`,
  partition: number % 5 === 0 ? 'long' : 'main',
  startTime: begin + number * 30,
  walltime: 86_400,
  numNodes: 1 + (number % 4),
  numHwthreads: 64 * (1 + (number % 4)),
  smt: 1,
  resources: Array.from({ length: 1 + (number % 4) }, (_, node) => ({ hostname: `n${((number + node) % 900) + 100}` })),
  metaData: { jobName: `job ${number % 50}`, jobScript: '#!/bin/bash -l\n#SBATCH --nodes=4\nsrun ./simulate\n' },
});

async function fill(driver) {
  const columns =
    'job_id cluster subcluster start_time hpc_user project cluster_partition array_job_id duration walltime';
  const more =
    'job_state meta_data resources num_nodes num_hwthreads num_acc smt shared monitoring_status energy footprint';
  const names = `${columns} ${more}`.split(' ');
  const row = `(${names.map(() => '?').join(', ')})`;
  for (let at = 0; at < storedJobs; at += 500) {
    const values = [];
    for (let number = at; number < at + 500; number++) {
      const job = document(number + 1);
      const footprint = JSON.stringify({ flops_any_avg: (number * 7919) % 1000, mem_used_max: number % 256 });
      values.push(job.jobId, job.cluster, 'main', job.startTime, job.user, job.project, job.partition, 0);
      values.push((number * 31) % 86_400, job.walltime, states[number % states.length], JSON.stringify(job.metaData));
      values.push(
        JSON.stringify(job.resources),
        job.numNodes,
        job.numHwthreads,
        0,
        1,
        'none',
        3,
        number % 100,
        footprint,
      );
    }
    await driver.knex.raw(`INSERT INTO job (${names.join(', ')}) VALUES ${Array(500).fill(row).join(', ')}`, values);
  }
  await driver.optimize();
}

/** Each caller starts a job, stops it, and goes on to the next. */
async function startAndStop(startJob, stopJob, concurrency, first, count) {
  const who = systemPrincipal();
  let next = first;
  const caller = async () => {
    while (next < first + count) {
      const wanted = document(next++);
      const { job, tags } = parseNewJob(wanted);
      await startJob.run(who, job, tags);
      const { jobId, cluster, startTime } = wanted;
      await stopJob.run(
        who,
        parseStopJob({ jobId, cluster, startTime, stopTime: startTime + 600, jobState: 'completed' }),
      );
    }
  };
  const before = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  return count / ((performance.now() - before) / 1000);
}

const lists = [
  { name: 'newest first', filter: {}, by: { column: 'startTime' } },
  { name: 'one user, newest first', filter: { user: { eq: 'user42' } }, by: { column: 'startTime' } },
  { name: 'one cluster, longest first', filter: { cluster: { eq: 'orion' } }, by: { column: 'duration' } },
  { name: 'one project, by nodes', filter: { project: { eq: 'project7' } }, by: { column: 'numNodes' } },
  { name: 'failed, newest first', filter: { states: ['failed'] }, by: { column: 'startTime' } },
  { name: 'project contains, newest first', filter: { project: { contains: 'ject29' } }, by: { column: 'startTime' } },
  { name: 'job name, newest first', filter: { jobName: { eq: 'job 17' } }, by: { column: 'startTime' } },
  { name: 'on one node, newest first', filter: { node: { eq: 'n555' } }, by: { column: 'startTime' } },
  { name: 'by a footprint', filter: {}, by: { footprint: 'flops_any_avg' } },
];

async function measureLists(store) {
  for (const { name, filter, by } of lists) {
    const times = [];
    for (let run = 0; run < 15; run++) {
      const query = { filters: [filter], sees: { all: true } };
      const before = performance.now();
      await Promise.all([
        store.list({ ...query, order: { by, direction: 'desc' }, page: { itemsPerPage: 25, page: 1 } }),
        store.count(query),
      ]);
      times.push(performance.now() - before);
    }
    figure({ name: `first page and count of 100,000 jobs: ${name}`, value: median(times), unit: 'ms' });
  }
}

const folder = mkdtempSync(join(tmpdir(), 'cck-bench-'));
const driver = new SqliteDriver({ file: join(folder, 'job.db') }, { root: folder }, silent);
try {
  await driver.open();
  await new AdoptedSchema(driver, silent).open();
  await fill(driver);
  const store = new SqlJobStore(driver, clock, silent);
  const events = new JobAnnouncements(silent);
  const startJob = new StartJob(store, events, new JobPlacement(catalog), clock);
  const stopJob = new StopJob(store, events);
  await startAndStop(startJob, stopJob, callers, storedJobs + 1, 500);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const together = await startAndStop(startJob, stopJob, callers, storedJobs + 1001, pairs);
  delay.disable();
  const promise = '≥ 1,000 pairs/s';
  figure({
    name: `start and stop, ${callers} callers`,
    value: together,
    unit: 'pairs/s',
    promise,
    met: together >= 1000,
  });
  figure({ name: 'event loop delay meanwhile, p99', value: delay.percentile(99) / 1e6, unit: 'ms' });
  const single = await startAndStop(startJob, stopJob, 1, storedJobs + 1001 + pairs, 1000);
  figure({ name: 'start and stop, 1 caller', value: single, unit: 'pairs/s' });
  await measureLists(store);
} finally {
  await driver.close();
  rmSync(folder, { recursive: true, force: true });
}
