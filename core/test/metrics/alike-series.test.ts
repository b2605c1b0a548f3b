import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seriesStatistics } from '../../src/domain/statistics.js';
import { AlikeSeries, Scratch } from '../../src/metrics/read/alike-series.js';
import { resampleTogether } from '../../src/metrics/read/resample.js';

const values = fc.oneof(
  { weight: 9, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
);
const series = fc.array(fc.array(values, { maxLength: 40 }), {
  maxLength: 6,
});

it('gives what thinning out all series together gives, with the statistics of all samples', () => {
  fc.assert(
    fc.property(series, fc.nat({ max: 5 }), fc.nat({ max: 30 }), (lists, stride, minimumPoints) => {
      const all = lists.map((list) => Float64Array.from(list));
      const options = { step: 60, resolution: stride * 60, minimumPoints };
      const alike = new AlikeSeries(options, new Scratch());
      for (const one of all) alike.add(one.length, (into) => into.set(one));

      const expected = resampleTogether(all, options);
      const { items, step } = alike.finish();
      expect(step).toBe(expected.step);
      expect(items).toEqual(expected.series.map((data, at) => ({ statistics: seriesStatistics(all[at]!), data })));
    }),
    { numRuns: 500 },
  );
});
