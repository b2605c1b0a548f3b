import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asSent } from '../../src/domain/as-sent.js';
import { appendBlocks, unpackBlocks } from '../../src/metrics/store/packed-blocks.js';
import { readBlocks } from '../../src/metrics/store/read-blocks.js';

/** Decimals around a level, so that they pack; the level may lie where single precision blurs them. */
const run = fc
  .record({
    places: fc.integer({ min: 0, max: 6 }),
    level: fc.oneof(fc.constant(0), fc.double({ min: -2_000_000, max: 2_000_000, noNaN: true })),
    steps: fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: -5000, max: 5000 }) },
        { weight: 1, arbitrary: fc.constant(NaN) },
      ),
      { minLength: 1, maxLength: 150 },
    ),
  })
  .map(({ places, level, steps }) => {
    const scale = 10 ** places;
    const whole = Math.round(level * scale);
    return steps.map((step) => (whole + step) / scale);
  });
const odd = fc.array(fc.oneof(fc.float(), fc.constantFrom(-0, 16_777_216, 2 ** 31, -(2 ** 31))), { maxLength: 80 });

it('reads any part of packed samples as unpacking them and asking for what was sent', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(run, odd), { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(), (runs, from, to) => {
      const words = new Int32Array(2000);
      const offset = 7; // blocks begin anywhere in a page
      let used = 0;
      for (const each of runs) used = appendBlocks(words.subarray(offset), used, Float32Array.from(each));
      const all = new Float32Array(runs.flat().length);
      unpackBlocks(words.subarray(offset), used, all);

      const skip = from % (all.length + 1);
      const count = to % (all.length - skip + 1);
      const out = new Float64Array(count + 2).fill(8.25);
      readBlocks(words, new Float32Array(words.buffer), offset, skip, count, out, 1);
      expect([...out]).toEqual([8.25, ...Array.from(all.subarray(skip, skip + count), asSent), 8.25]);
    }),
    { numRuns: 1000 },
  );
});
