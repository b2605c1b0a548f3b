import { describe, expect, it } from 'vitest';
import { QueryMetrics } from '../../src/metrics/query-metrics.js';
import { parseQueryRequest } from '../../src/metrics/read/query-request.js';
import { testSettings } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;

describe('queries as a server of the protocol answers them', () => {
  async function asking() {
    const table = [
      { name: 'load', step: 60, aggregation: 'avg' as const },
      { name: 'flops', step: 60, aggregation: 'sum' as const },
    ];
    const { write, holder, clock } = storeUnderTest(table);
    const lines = [0, 2, 3].map(
      (id) => `flops,cluster=alpha,hostname=n1,type=socket,type-id=${id} value=${id} ${t0}\n`,
    );
    await write(`load,cluster=alpha,hostname=n1 value=1 ${t0}\n${lines.join('')}`);
    const queries = new QueryMetrics(holder, testSettings(), clock);
    return (document: object) =>
      queries.serve(parseQueryRequest({ cluster: 'alpha', from: t0, to: t0 + 60, ...document }));
  }
  const units = (ids: readonly string[]) => ({ metric: 'flops', host: 'n1', type: 'socket', 'type-ids': ids });

  it('tells the units of a row that lacks some, and of no other', async () => {
    const ask = await asking();
    const { results } = await ask({ queries: [units(['0', '1', '2']), units(['0', '2']), units(['1'])] });
    expect(results.map((row) => row.map(({ max, unit }) => [max, unit?.typeId]))).toEqual([
      [
        [0, '0'],
        [2, '2'],
      ],
      [
        [0, undefined],
        [2, undefined],
      ],
      [],
    ]);
  });

  it('refuses an impossible range query by query', async () => {
    const ask = await asking();
    const { results } = await ask({
      from: t0 + 60,
      to: t0,
      queries: [{ metric: 'load', host: 'n1' }, units(['0', '1', '2']), { metric: 'load', host: 'unknown' }],
      'for-all-nodes': ['load'],
    });
    const refused = {
      error: '[METRICSTORE]> invalid time range',
      from: 0,
      to: 0,
      resolution: 0,
      avg: 0,
      min: 0,
      max: 0,
    };
    expect(results).toEqual([[refused], [refused, refused, refused], [refused], [refused]]);
  });

  it('takes times of 64 bits, and refuses to fill up a gap of millions of samples', async () => {
    const ask = await asking();
    const query = { queries: [{ metric: 'load', host: 'n1' }] };
    const late = await ask({ ...query, to: 2 ** 63 - 1 });
    expect(late.results[0]).toMatchObject([{ from: t0, to: t0 + 60, avg: 1 }]);
    for (const from of [0, -(2 ** 63)]) {
      const { results } = await ask({ ...query, from });
      expect(results[0]).toMatchObject([
        { from: 0, to: 0, error: expect.stringContaining("set 'with-padding' to false") },
      ]);
      const bare = await ask({ ...query, from, 'with-padding': false });
      expect(bare.results[0]).toMatchObject([{ from: t0, to: t0 + 60, data: Float64Array.of(1) }]);
    }
    expect(() => ask({ ...query, from: 2 ** 64 })).toThrow('from has to be a whole number of at most 64 bits');
  });

  it('finds no hosts of a cluster without a name, and answers the rest', async () => {
    const ask = await asking();
    const { queries, results } = await ask({
      cluster: '',
      'for-all-nodes': ['load'],
      queries: [{ metric: 'load', host: 'n1' }],
    });
    expect([queries, results]).toEqual([[], [[]]]);
  });
});
