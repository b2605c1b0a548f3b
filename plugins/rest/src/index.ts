import { ClusterCatalog, JobStore, MetricReader, Routes, Settings, definePlugin, guards } from '@cc-kernel/core/plugin';
import { FindJob, ListJobs, LoadJobMetrics, StartJob, StopJob, WriteSamples } from '@cc-kernel/core/use-cases';
import { Type } from 'typebox';
import { listClustersRoute } from './clusters/list-clusters.route.js';
import { findJobMetricsRoute } from './jobs/find-job-metrics.route.js';
import { findJobRoute } from './jobs/find-job.route.js';
import { jobMetricsRoute } from './jobs/job-metrics.route.js';
import { listJobsRoute } from './jobs/list-jobs.route.js';
import { startJobRoute } from './jobs/start-job.route.js';
import { stopJobRoute } from './jobs/stop-job.route.js';
import { writeSamplesRoutes } from './metrics/write-samples.route.js';

export default definePlugin({
  id: 'rest',
  needs: [Routes, ClusterCatalog, JobStore, MetricReader],
  config: Type.Object({}, { additionalProperties: false }),
  register() {},
  start({ get, log }) {
    const routes = get(Routes);
    const clusters = get(ClusterCatalog);
    const settings = get(Settings);
    const findJob = get(FindJob);
    const loadMetrics = get(LoadJobMetrics);
    for (const [prefix, guard] of [
      ['/api', guards.mainApi],
      ['/userapi', guards.userApi],
    ] as const) {
      routes.add(
        listJobsRoute(`${prefix}/jobs/`, guard, get(ListJobs)),
        findJobRoute(`${prefix}/jobs/:id`, guard, findJob, loadMetrics, clusters),
        findJobMetricsRoute(`${prefix}/jobs/:id`, guard, findJob, loadMetrics, clusters),
        jobMetricsRoute(`${prefix}/jobs/metrics/:id`, guard, findJob, loadMetrics, settings),
      );
    }
    if (!settings.main.jobEventsByNats) {
      routes.add(startJobRoute(get(StartJob), log), stopJobRoute(get(StopJob)));
    }
    routes.add(listClustersRoute(clusters), ...writeSamplesRoutes(get(WriteSamples)));
  },
});
