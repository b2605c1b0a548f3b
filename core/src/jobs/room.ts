import { Type } from 'typebox';
import { Clock } from '../contracts/clock.js';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { DatabaseSchema } from '../contracts/database-schema.js';
import { JobArchive } from '../contracts/job-archive.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import { Settings } from '../contracts/settings.js';
import { Tasks } from '../contracts/tasks.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { CountJobs } from './count-jobs.js';
import { FindConcurrentJobs } from './find-concurrent-jobs.js';
import { FindJob } from './find-job.js';
import { JobAnnouncements } from './job-announcements.js';
import { JobPlacement } from './job-placement.js';
import { JobViews } from './job-view.js';
import { ListJobs } from './list-jobs.js';
import { ListPartitions } from './list-partitions.js';
import { ListUsedHosts } from './list-used-hosts.js';
import { SqlJobStore } from './sql-job-store.js';
import { StartJob } from './start-job.js';
import { StopJob } from './stop-job.js';

export const jobsRoom = definePlugin({
  id: 'core.jobs',
  provides: [JobStore, JobEvents],
  needs: [DatabaseSchema, ClusterCatalog, JobArchive],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singleton(JobStore, SqlJobStore);
    bind.singleton(JobEvents, JobAnnouncements);
    bind.singletonClass(JobPlacement);
    bind.singletonClass(JobViews);
    for (const useCase of [
      StartJob,
      StopJob,
      ListJobs,
      FindJob,
      CountJobs,
      FindConcurrentJobs,
      ListPartitions,
      ListUsedHosts,
    ])
      bind.singletonClass<unknown>(useCase);
  },
  start(context) {
    const [jobs, clock] = [context.get(JobStore), context.get(Clock)];
    const { durationWorker } = context.get(Settings).cron;
    context.get(Tasks).every('duration of running jobs', durationWorker, async () => {
      const running = await jobs.refreshDurations(clock.now());
      context.log.debug({ jobs: running }, 'durations of running jobs refreshed');
    });
  },
});
