import Type from 'typebox';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { Health } from '../contracts/health.js';
import { JobArchive } from '../contracts/job-archive.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import { MetricReader } from '../contracts/metric-reader.js';
import { Settings } from '../contracts/settings.js';
import { Tasks } from '../contracts/tasks.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { ArchiveJobs } from './archive-jobs.js';
import { ArchiveOneJob } from './archive-one-job.js';
import { CollectJobData } from './collect-job-data.js';
import { UpdateFootprints } from './update-footprints.js';

const retryInterval = 5;
const takeUpInterval = 600;
/** Well below the kernel's deadline: a long queue is no failure, the next start goes on with it. */
const drainLimitMs = 20_000;

/** Moves stopped jobs into the archive and keeps the footprints of running ones fresh. */
export default definePlugin({
  id: 'core.archiver',
  needs: [JobStore, JobEvents, JobArchive, ClusterCatalog, MetricReader],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singletonClass(CollectJobData);
    bind.singletonClass(ArchiveOneJob);
    bind.singletonClass(ArchiveJobs);
    bind.singletonClass(UpdateFootprints);
  },
  start(context) {
    const archiver = context.get(ArchiveJobs);
    archiver.listen();
    context.get(Health).add('archiver', () => archiver.health());
    const tasks = context.get(Tasks);
    tasks.every('archiver: try again', retryInterval, async () => archiver.retryDue());
    tasks.every('archiver: take up waiting jobs', takeUpInterval, () => archiver.takeUpWaiting());
    const interval = context.get(Settings).cron.footprintWorker;
    if (interval > 0)
      tasks.every('footprints of running jobs', interval, (signal) => context.get(UpdateFootprints).run(signal));
  },
  ready: (context) => context.get(ArchiveJobs).takeUpWaiting(),
  drain: (context) =>
    context.get(ArchiveJobs).drain(AbortSignal.any([context.signal, AbortSignal.timeout(drainLimitMs)])),
  stop: (context) => context.get(ArchiveJobs).stop(),
});
