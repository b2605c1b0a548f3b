import { guards, sendJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import type { DescribeStore } from '@cc-kernel/core/use-cases';
import { QueryParameters } from '../query/query-parameters.js';

/** What the store holds below `?selector=<cluster>:<host>:…`, or at all. */
export const describeStoreRoutes = (describeStore: Pick<DescribeStore, 'run'>): Route[] =>
  ['/api/debug', '/api/debug/'].map((path) => ({
    methods: ['GET'],
    path,
    guard: guards.metricStoreApi,
    bodyLimit: 0,
    rate: 'api',
    async handle(context) {
      const selector = new QueryParameters(context.http.querystring).first('selector') ?? '';
      const data = await describeStore.run(selector === '' ? [] : selector.split(':'), context.signal);
      sendJson(context, 200, { data });
    },
  }));
