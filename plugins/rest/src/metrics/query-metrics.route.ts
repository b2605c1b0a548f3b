import { guards, readJson, sendJsonPieces } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import { parseQueryRequest } from '@cc-kernel/core/use-cases';
import type { QueryMetrics } from '@cc-kernel/core/use-cases';
import { documentLimit } from '../limits.js';
import { queryAnswerPieces } from './query-answer-text.js';

/** The query protocol of cc-metric-store: a GET with a body, at the path itself and at every path below. */
export const queryMetricsRoutes = (queryMetrics: Pick<QueryMetrics, 'serve'>): Route[] =>
  ['/api/query', '/api/query/', '/api/query/*below'].map((path) => ({
    methods: ['GET'],
    path,
    guard: guards.metricStoreApi,
    bodyLimit: documentLimit,
    rate: 'api',
    async handle(context) {
      const answer = await queryMetrics.serve(parseQueryRequest(await readJson(context)), context.signal);
      sendJsonPieces(context, 200, queryAnswerPieces(answer));
    },
  }));
