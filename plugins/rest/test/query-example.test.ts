import { parseQueryRequest, QueryMetrics } from '@cc-kernel/core/use-cases';
import { testSettings } from '@cc-kernel/core/testing';
import { expect, it } from 'vitest';
import { storeUnderTest } from '../../../core/test/metrics/store-under-test.js';
import { queryAnswerPieces } from '../src/metrics/query-answer-text.js';

const t0 = 1_700_000_000;

it('a query with padding, statistics, scaling, an unknown metric and an unknown host is answered as by cc-metric-store', async () => {
  const { write, holder, clock } = storeUnderTest([
    { name: 'load', step: 60, aggregation: 'avg' },
    { name: 'flops', step: 60, aggregation: 'sum' },
  ]);
  const slots = [0, 1, 2].map((slot) => {
    const time = t0 + slot * 60;
    const part = (id: number, value: number) =>
      `flops,cluster=c,hostname=h,type=socket,type-id=${id} value=${value} ${time}\n`;
    return `load,cluster=c,hostname=h value=${slot * 1.23456} ${time}\n${part(0, slot)}${part(1, slot * 10)}`;
  });
  await write(slots.join(''));
  const request = parseQueryRequest({
    cluster: 'c',
    from: t0 - 300,
    to: t0 + 300,
    'with-stats': true,
    'with-data': true,
    'with-padding': true,
    queries: [
      { metric: 'load', host: 'h' },
      { metric: 'flops', host: 'h', type: 'socket', 'type-ids': ['0', '1'], aggreg: true, 'scale-by': 0.5 },
      { metric: 'nope', host: 'h' },
      { metric: 'load', host: 'zz' },
    ],
  });
  const answer = await new QueryMetrics(holder, testSettings(), clock).serve(request);
  const range = '"from":1700000000,"to":1700000180,"resolution":60';
  expect([...queryAnswerPieces(answer)].join('')).toBe(
    '{"results":[' +
      `[{"data":[null,null,null,null,null,0.000,1.235,2.469],${range},"avg":1.23,"min":0.00,"max":2.47}],` +
      `[{"data":[null,null,null,null,null,0.000,5.500,11.000],${range},"avg":5.50,"min":0.00,"max":11.00}],` +
      '[{"error":"[METRICSTORE]\\u003e unknown metric: nope","from":0,"to":0,"resolution":0,"avg":0.00,"min":0.00,"max":0.00}],' +
      '[]]}',
  );
});
