import { InvalidInputError, guards, lendBody } from '@cc-kernel/core/plugin';
import type { Route, RouteContext } from '@cc-kernel/core/plugin';
import type { WriteReport, WriteSamples } from '@cc-kernel/core/use-cases';
import { samplesLimit } from '../limits.js';
import { QueryParameters } from '../query/query-parameters.js';
import { rejectionHeader, rejectionText } from './rejection-text.js';

/** Takes line protocol as it streams in; lines without the tag `cluster` belong to `?cluster=<name>`. */
export const writeSamplesRoutes = (writeSamples: Pick<WriteSamples, 'open'>): Route[] =>
  ['/api/write', '/api/write/'].map((path) => ({
    methods: ['POST'],
    path,
    guard: guards.metricStoreApi,
    bodyLimit: samplesLimit,
    rate: 'none',
    async handle(context) {
      const report = await store(context, writeSamples);
      if (report.fatal) throw new InvalidInputError(rejectionText(report));
      sendReport(context, report);
    },
  }));

async function store(context: RouteContext, writeSamples: Pick<WriteSamples, 'open'>): Promise<WriteReport> {
  const query = new QueryParameters(context.http.querystring);
  const writer = writeSamples.open({ defaultCluster: query.first('cluster') ?? '' });
  try {
    await lendBody(context, (piece) => writer.push(piece));
  } catch (error) {
    writer.abort(); // the line that was cut in two is not used; whole lines before it stay
    throw error;
  }
  return writer.end();
}

/**
 * Collectors take exactly 200 as success and nothing else; of what went in with a part left out (unknown metric, no host, too old)
 * the answer speaks in a header, because its body is empty by contract.
 */
function sendReport({ http }: RouteContext, report: WriteReport): void {
  http.status = 200;
  http.body = '';
  http.set('Content-Type', 'application/json');
  if (report.firstRejections.length > 0) http.set('X-Rejected-Lines', rejectionHeader(report));
}
