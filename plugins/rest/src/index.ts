import {
  ClusterCatalog,
  JobStore,
  MetricReader,
  Routes,
  Settings,
  UserStore,
  definePlugin,
} from '@cc-kernel/core/plugin';
import {
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
import { Type } from 'typebox';
import { restRoutes } from './routes.js';

export default definePlugin({
  id: 'rest',
  needs: [Routes, ClusterCatalog, JobStore, MetricReader, UserStore],
  config: Type.Object({}, { additionalProperties: false }),
  register() {},
  start({ get, log }) {
    const routes = restRoutes({
      settings: get(Settings),
      clusters: get(ClusterCatalog),
      startJob: get(StartJob),
      stopJob: get(StopJob),
      listJobs: get(ListJobs),
      listUsedHosts: get(ListUsedHosts),
      findJob: get(FindJob),
      loadMetrics: get(LoadJobMetrics),
      writeSamples: get(WriteSamples),
      freeSamples: get(FreeSamples),
      describeStore: get(DescribeStore),
      checkHosts: get(CheckHosts),
      queryMetrics: get(QueryMetrics),
      readJournal: get(ReadJournal),
      changeUser: get(ChangeUser),
      log,
    });
    get(Routes).add(...routes);
  },
});
