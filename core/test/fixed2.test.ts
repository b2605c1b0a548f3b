import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixed2, floatListText } from '../src/domain/fixed2.js';

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

it('writes lists as the slow form does, gaps as null', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      const slow = values.map((value) => (Number.isFinite(value) ? fixed2(value) : 'null')).join(',');
      expect(floatListText(values).toString()).toBe(slow);
    }),
  );
});
