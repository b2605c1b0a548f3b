import { jobDataText, jsonText, sendJsonText } from '@cc-kernel/core/plugin';
import type { ClusterCatalog, Guard, Route } from '@cc-kernel/core/plugin';
import type { FindJob, LoadJobMetrics } from '@cc-kernel/core/use-cases';
import { principalOf } from '../principal-of.js';
import { QueryParameters } from '../query/query-parameters.js';
import { parseId } from '../query/values.js';
import { documentRequest } from './document-request.js';
import { restJob } from './rest-job.js';

/** `{"Meta": job, "Data": null}`, or with `?all-metrics=true` the samples by metric and scope. */
export const findJobRoute = (
  path: string,
  guard: Guard,
  findJob: Pick<FindJob, 'run'>,
  loadMetrics: Pick<LoadJobMetrics, 'run'>,
  clusters: ClusterCatalog,
): Route => ({
  methods: ['GET'],
  path,
  guard,
  bodyLimit: 0,
  rate: 'api',
  statusOf: { 'not-found': 422 },
  async handle(context) {
    const who = principalOf(context);
    const id = parseId(context.params['id']);
    const allMetrics = new QueryParameters(context.http.querystring).first('all-metrics') === 'true';
    const view = await findJob.run(who, id, { metaData: true });
    const meta = jsonText(restJob(view));
    if (!allMetrics) return sendJsonText(context, 200, `{"Meta":${meta},"Data":null}`);
    const request = documentRequest(who, clusters, view.job, undefined);
    const { data } = await loadMetrics.run({ ...request, signal: context.signal });
    sendJsonText(context, 200, [`{"Meta":${meta},"Data":`, jobDataText(data), '}']);
  },
});
