import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixed2 } from '../src/domain/fixed2.js';
import { floatListText } from '../src/domain/float-list-text.js';

it('rounds exact halves to even and never uses an exponent', () => {
  expect([0.125, 0.625, 3.125, -0.125, -0, 1e21, 123456789.123, 0.005].map(fixed2)).toEqual([
    '0.12',
    '0.62',
    '3.12',
    '-0.12',
    '-0.00',
    '1000000000000000000000.00',
    '123456789.12',
    '0.01',
  ]);
});

/** Numbers of all sizes, and those around which rounding is delicate: halves of hundredths and their nearest neighbours. */
const halves = fc
  .record({ hundredths: fc.integer({ min: -1_000_100, max: 1_000_100 }), digits: fc.integer({ min: -3, max: 3 }) })
  .map(({ hundredths, digits }) => ((hundredths + 0.5) / 100) * (1 + digits * 2 ** -52));
const decimals = fc.integer({ min: -20_000_000, max: 20_000_000 }).map((thousandths) => thousandths / 1000);
const eighths = fc.integer({ min: -80_008, max: 80_008 }).map((eighth) => eighth / 8);
const numbers = fc.oneof(
  fc.double(),
  fc.float(),
  halves,
  decimals,
  eighths,
  fc.constantFrom(-0, 9999.995, 9999.994, 1e4),
);

it('writes lists as the slow form does, gaps as null', () => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 200 }), (values) => {
      const slow = values.map((value) => (Number.isFinite(value) ? fixed2(value) : 'null')).join(',');
      expect(floatListText(values).toString()).toBe(slow);
    }),
    { numRuns: 300 },
  );
});
