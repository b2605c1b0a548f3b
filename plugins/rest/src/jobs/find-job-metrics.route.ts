import { jsonText, readJson, sendJsonText } from '@cc-kernel/core/plugin';
import type { ClusterCatalog, Guard, Route } from '@cc-kernel/core/plugin';
import type { FindJob, LoadJobMetrics } from '@cc-kernel/core/use-cases';
import { documentLimit } from '../limits.js';
import { principalOf } from '../principal-of.js';
import { parseId } from '../query/values.js';
import { jobMetricsText } from './job-metrics-text.js';
import { documentRequest } from './document-request.js';
import { parseMetricNames } from './metric-names.js';
import { restJob } from './rest-job.js';

/** `{"Meta": job, "Data": [{"metric","name","scope"}, …]}` of the metrics that the body names. */
export const findJobMetricsRoute = (
  path: string,
  guard: Guard,
  findJob: Pick<FindJob, 'run'>,
  loadMetrics: Pick<LoadJobMetrics, 'run'>,
  clusters: ClusterCatalog,
): Route => ({
  methods: ['POST'],
  path,
  guard,
  bodyLimit: documentLimit,
  rate: 'api',
  statusOf: { 'not-found': 422 },
  async handle(context) {
    const who = principalOf(context);
    const view = await findJob.run(who, parseId(context.params['id']), { metaData: true });
    const metrics = parseMetricNames(await readJson(context));
    const request = documentRequest(who, clusters, view.job, metrics);
    const { data } = await loadMetrics.run({ ...request, signal: context.signal });
    const meta = jsonText(restJob(view));
    sendJsonText(context, 200, [`{"Meta":${meta},"Data":`, ...jobMetricsText(data, 'metric first'), '}']);
  },
});
