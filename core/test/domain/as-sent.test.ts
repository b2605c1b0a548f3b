import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSent } from '../../src/domain/as-sent.js';

/** Decimals below `limit` with `places` places. */
function decimals(places: number, limit: number) {
  const scale = 10 ** places;
  const most = Math.ceil(limit * scale) - 1;
  return fc.integer({ min: -most, max: most }).map((scaled) => scaled / scale);
}

describe('a sample as it was sent', () => {
  it.each([
    [3, 16_384],
    [2, 131_072],
    [1, 1_048_576],
    [0, 16_777_216],
  ])('comes back with up to %i places below %i', (places, limit) => {
    fc.assert(
      fc.property(decimals(places, limit), (sent) => {
        expect(asSent(Math.fround(sent)) === sent).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    [4, 1024],
    [5, 128],
    [6, 16],
  ])('comes back with %i places below %i, unless three places say the same', (places, limit) => {
    fc.assert(
      fc.property(decimals(places, limit), (sent) => {
        const shorter = Math.round(sent * 1000) / 1000;
        const expected = Math.fround(shorter) === Math.fround(sent) ? shorter : sent;
        expect(asSent(Math.fround(sent)) === expected).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('is never another sample', () => {
    fc.assert(
      fc.property(fc.float(), (kept) => {
        expect(Math.fround(asSent(kept))).toBe(kept);
      }),
      { numRuns: 20_000 },
    );
  });
});
