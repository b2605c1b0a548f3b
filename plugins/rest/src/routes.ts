import { guards } from '@cc-kernel/core/plugin';
import type { ClusterCatalog, Logger, Route, Settings } from '@cc-kernel/core/plugin';
import type {
  ChangeUser,
  CheckHosts,
  DescribeStore,
  FindJob,
  FreeSamples,
  ListJobs,
  ListUsedHosts,
  LoadJobMetrics,
  QueryMetrics,
  ReadJournal,
  StartJob,
  StopJob,
  WriteSamples,
} from '@cc-kernel/core/use-cases';
import { listClustersRoute } from './clusters/list-clusters.route.js';
import { findJobMetricsRoute } from './jobs/find-job-metrics.route.js';
import { findJobRoute } from './jobs/find-job.route.js';
import { jobMetricsRoute } from './jobs/job-metrics.route.js';
import { listJobsRoute } from './jobs/list-jobs.route.js';
import { startJobRoute } from './jobs/start-job.route.js';
import { stopJobRoute } from './jobs/stop-job.route.js';
import { usedNodesRoute } from './jobs/used-nodes.route.js';
import { readLogsRoute } from './logs/read-logs.route.js';
import { checkHostsRoutes } from './metrics/check-hosts.route.js';
import { describeStoreRoutes } from './metrics/describe-store.route.js';
import { freeSamplesRoutes } from './metrics/free-samples.route.js';
import { queryMetricsRoutes } from './metrics/query-metrics.route.js';
import { writeSamplesRoutes } from './metrics/write-samples.route.js';
import { changeUserRoute } from './users/change-user.route.js';

export interface RestNeeds {
  readonly settings: Pick<Settings, 'main'>;
  readonly clusters: ClusterCatalog;
  readonly startJob: Pick<StartJob, 'run'>;
  readonly stopJob: Pick<StopJob, 'run'>;
  readonly listJobs: Pick<ListJobs, 'run'>;
  readonly listUsedHosts: Pick<ListUsedHosts, 'run'>;
  readonly findJob: Pick<FindJob, 'run'>;
  readonly loadMetrics: Pick<LoadJobMetrics, 'run'>;
  readonly writeSamples: Pick<WriteSamples, 'open'>;
  readonly freeSamples: Pick<FreeSamples, 'run'>;
  readonly checkHosts: Pick<CheckHosts, 'run'>;
  readonly queryMetrics: Pick<QueryMetrics, 'serve'>;
  readonly describeStore: Pick<DescribeStore, 'run'>;
  readonly readJournal: Pick<ReadJournal, 'run'>;
  readonly changeUser: Pick<ChangeUser, 'run'>;
  readonly log: Logger;
}

/** Everything that this gate answers. */
export function restRoutes(needs: RestNeeds): Route[] {
  const { clusters, findJob, loadMetrics, settings } = needs;
  const reading = (prefix: string, guard: Route['guard']): Route[] => [
    listJobsRoute(`${prefix}/jobs/`, guard, needs.listJobs),
    findJobRoute(`${prefix}/jobs/:id`, guard, findJob, loadMetrics, clusters),
    findJobMetricsRoute(`${prefix}/jobs/:id`, guard, findJob, loadMetrics, clusters),
    jobMetricsRoute(`${prefix}/jobs/metrics/:id`, guard, findJob, loadMetrics, clusters, settings),
  ];
  // Where job events come over NATS, a second way to report them would only contradict the first.
  const reporting = settings.main.jobEventsByNats
    ? []
    : [startJobRoute(needs.startJob, needs.log), stopJobRoute(needs.stopJob)];
  return [
    ...reading('/api', guards.mainApi),
    ...reading('/userapi', guards.userApi),
    ...reporting,
    usedNodesRoute(needs.listUsedHosts),
    listClustersRoute(clusters),
    ...writeSamplesRoutes(needs.writeSamples),
    ...freeSamplesRoutes(needs.freeSamples),
    ...describeStoreRoutes(needs.describeStore),
    ...checkHostsRoutes(needs.checkHosts),
    ...queryMetricsRoutes(needs.queryMetrics),
    readLogsRoute(needs.readJournal),
    changeUserRoute(needs.changeUser),
  ];
}
