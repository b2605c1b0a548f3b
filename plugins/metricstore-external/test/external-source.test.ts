import { MetricSources } from '@cc-kernel/core/plugin';
import { CheckHosts, QueryMetrics, parseQueryRequest } from '@cc-kernel/core/use-cases';
import { describeMetricSource } from '@cc-kernel/core/testing';
import { siteKernel, write } from '../../../core/test/metrics/site-kernel.js';
import { hostHealthDocument } from '../../rest/src/metrics/check-hosts.route.js';
import { queryAnswerPieces } from '../../rest/src/metrics/query-answer-text.js';
import { readingKernel } from './reading-kernel.js';
import { sendJson, storeServer } from './store-server.js';

describeMetricSource('a store on another server', async ({ cluster, lines, now }) => {
  const holding = await siteKernel([cluster], { now });
  await write(holding, lines);
  const server = await storeServer((response, { path, body }) => {
    const answering = path.startsWith('/api/query')
      ? holding
          .get(QueryMetrics)
          .serve(parseQueryRequest(body))
          .then((answer) => void response.end([...queryAnswerPieces(answer)].join('')))
      : checked(body).then((document) => sendJson(response, document));
    answering.catch((error: unknown) => void response.writeHead(500).end(String(error)));
  });
  const checked = async (body: unknown) => {
    const asked = body as { cluster: string; nodes: string[]; 'metric-names': string[] };
    const { cluster: name, nodes: hosts, 'metric-names': metrics } = asked;
    return hostHealthDocument(hosts, await holding.get(CheckHosts).run({ cluster: name, hosts, metrics }));
  };
  const reading = await readingKernel([cluster], [{ scope: '*', url: server.url, token: '' }], { internal: false });
  return {
    source: reading.get(MetricSources).of('alpha', 'main'),
    async dispose() {
      await reading.stop();
      await server.close();
      await holding.stop();
    },
  };
});
