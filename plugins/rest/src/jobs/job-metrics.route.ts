import { InvalidInputError, isCockpitError, isMetricScope, sendJson, sendJsonText } from '@cc-kernel/core/plugin';
import type { ClusterCatalog, Guard, MetricScope, Route, Settings } from '@cc-kernel/core/plugin';
import type { FindJob, LoadJobMetrics } from '@cc-kernel/core/use-cases';
import { principalOf } from '../principal-of.js';
import { QueryParameters } from '../query/query-parameters.js';
import { parseId } from '../query/values.js';
import { jobMetricsText } from './job-metrics-text.js';
import { visibleMetrics } from './visible-metrics.js';

/**
 * `{"data": {"jobMetrics": […]}, "error": null}`. Clients look for a failure in the document: it comes with status 200, except for
 * an unknown scope.
 */
export const jobMetricsRoute = (
  path: string,
  guard: Guard,
  findJob: Pick<FindJob, 'run'>,
  loadMetrics: Pick<LoadJobMetrics, 'run'>,
  clusters: ClusterCatalog,
  settings: Pick<Settings, 'main'>,
): Route => ({
  methods: ['GET'],
  path,
  guard,
  bodyLimit: 0,
  rate: 'api',
  async handle(context) {
    const query = new QueryParameters(context.http.querystring);
    const scopes = query.all('scope').map(parseScope);
    const named = query.all('metric').filter((name) => name !== '');
    const who = principalOf(context);
    try {
      const { job } = await findJob.run(who, parseId(context.params['id']), {});
      const metrics = visibleMetrics(who, clusters, job, named.length > 0 ? named : undefined);
      const { data } = await loadMetrics.run({
        job,
        scopes,
        resolution: Math.max(0, ...(settings.main.resampling?.resolutions ?? [])),
        signal: context.signal,
        ...(metrics && { metrics }),
      });
      const parts = jobMetricsText(data, 'name first');
      sendJsonText(context, 200, ['{"data":{"jobMetrics":', ...parts, '},"error":null}']);
    } catch (error) {
      if (!isCockpitError(error)) throw error;
      sendJson(context, 200, { data: null, error: { message: error.message } });
    }
  },
});

function parseScope(text: string): MetricScope {
  if (isMetricScope(text)) return text;
  throw new InvalidInputError(
    `"${text}" is not a metric scope: node, socket, memoryDomain, core, hwthread, accelerator`,
  );
}
