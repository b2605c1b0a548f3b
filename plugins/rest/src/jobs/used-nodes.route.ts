import { InvalidInputError, guards, sendJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import type { ListUsedHosts } from '@cc-kernel/core/use-cases';
import { principalOf } from '../principal-of.js';
import { QueryParameters } from '../query/query-parameters.js';
import { parseInteger } from '../query/values.js';

/** Hosts with a job on them that runs and began before `?ts=<Unix seconds>`, by cluster. */
export const usedNodesRoute = (listUsedHosts: Pick<ListUsedHosts, 'run'>): Route => ({
  methods: ['GET'],
  path: '/api/jobs/used_nodes',
  guard: guards.mainApi,
  bodyLimit: 0,
  rate: 'api',
  async handle(context) {
    const before = new QueryParameters(context.http.querystring).first('ts');
    if (!before) throw new InvalidInputError('missing required query parameter: ts');
    const hosts = await listUsedHosts.run(principalOf(context), parseInteger(before, 'invalid timestamp'));
    const clusters = [...hosts].sort(([a], [b]) => (a < b ? -1 : 1));
    sendJson(context, 200, { usedNodes: Object.fromEntries(clusters) });
  },
});
