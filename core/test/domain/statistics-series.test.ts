import fc from 'fast-check';
import { expect, it } from 'vitest';
import { statisticsSeries } from '../../src/domain/statistics-series.js';

/** By sorting: slow and obvious. */
function sorted(columns: readonly Float64Array[], at: number): { min: number; median: number; max: number } {
  const values = columns.map((column) => column[at] ?? NaN).filter((value) => !Number.isNaN(value));
  const isWhole = columns.every(({ length }) => at < length);
  if (!isWhole || values.length < 3) return { min: NaN, median: NaN, max: NaN };
  values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = values.length >> 1;
  const upper = values[middle]!;
  const median = values.length % 2 === 1 ? upper : (values[middle - 1]! + upper) / 2;
  return { min: values[0]!, median, max: values.at(-1)! };
}

const gap = fc.constant(NaN);
/** Near each other, equal, some far away, without order, and at the ends of what a number can be. */
const values = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 100_000, max: 120_000 }).map((thousandths) => thousandths / 1000) },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE) },
  { weight: 1, arbitrary: gap },
);
const series = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 33, max: 70 }))
  .chain(([count, length]) =>
    fc.array(fc.array(values, { minLength: length - 2, maxLength: length }), { minLength: count, maxLength: count }),
  )
  .map((all) => all.map((each) => Float64Array.from(each, (value) => value + 0))); // 0 and -0 are equal: which comes is open

it('is what sorting the values of each moment gives, bit by bit', () => {
  fc.assert(
    fc.property(series, (columns) => {
      const found = statisticsSeries(columns.map((data) => ({ data })));
      const longest = Math.max(0, ...columns.map(({ length }) => length));
      const expected = Array.from({ length: longest }, (_, at) => sorted(columns, at));
      expect(found).toEqual({
        min: Float64Array.from(expected, ({ min }) => min),
        median: Float64Array.from(expected, ({ median }) => median),
        max: Float64Array.from(expected, ({ max }) => max),
      });
    }),
    { numRuns: 60 },
  );
});

it('takes single precision as it is', () => {
  const data = Float32Array.of(0.1);
  const single = Float64Array.from(data);
  expect(statisticsSeries([{ data }, { data }, { data }])).toEqual({ min: single, median: single, max: single });
});

/** Series that wander together and apart, as those of nodes do, with gaps and jumps. */
const wandering = fc
  .record({
    count: fc.integer({ min: 8, max: 80 }),
    moments: fc.integer({ min: 1, max: 300 }),
    seed: fc.integer(),
    drift: fc.constantFrom(0, 0.01, 1, 50),
    noise: fc.constantFrom(0, 0.1, 5),
    gaps: fc.constantFrom(0, 0, 0.1, 0.9),
  })
  .map(({ count, moments, seed, drift, noise, gaps }) => {
    let state = seed >>> 0;
    const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    return Array.from({ length: count }, (_, one) => {
      let level = one % 7;
      return Float64Array.from({ length: moments }, () => {
        level += drift * (random() - 0.4);
        return random() < gaps ? NaN : Math.round((level + noise * random()) * 1000) / 1000 + 0;
      });
    });
  });

it('follows medians that move, bit by bit', () => {
  fc.assert(
    fc.property(wandering, (columns) => {
      const found = statisticsSeries(columns.map((data) => ({ data })));
      const expected = Array.from(columns[0]!, (_, at) => sorted(columns, at));
      expect([...found.median]).toEqual(expected.map(({ median }) => median));
      expect([...found.min]).toEqual(expected.map(({ min }) => min));
      expect([...found.max]).toEqual(expected.map(({ max }) => max));
    }),
    { numRuns: 100 },
  );
});
