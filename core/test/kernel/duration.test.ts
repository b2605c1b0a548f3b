import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, tryParseDuration } from '../../src/domain/duration.js';

describe('a duration', () => {
  it.each([
    ['0', 0],
    ['30s', 30],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['.5m', 30],
    ['1.m', 60],
    ['2h45m10.5s', 9910.5],
    ['250ms', 0.25],
    ['10us', 1e-5],
    ['10µs', 1e-5],
    ['10μs', 1e-5],
    ['5ns', 5e-9],
    ['-2m', -120],
    ['+2m', 120],
    ['168h', 604_800],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBeCloseTo(seconds, 12));

  it.each(['', '7d', '10', 'h', '1h 30m', '1h30', ' 1h', '--1h', '1e3s', '.s', '1..5s', 'x'])('%j is none', (text) => {
    expect(tryParseDuration(text)).toBeUndefined();
    expect(() => parseDuration(text)).toThrow('is no duration');
  });

  it('adds up its parts', () => {
    const parts = fc.tuple(fc.nat(1000), fc.nat(59), fc.nat(59));
    fc.assert(fc.property(parts, ([h, m, s]) => parseDuration(`${h}h${m}m${s}s`) === h * 3600 + m * 60 + s));
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const seconds = tryParseDuration(text);
        return seconds === undefined || Number.isFinite(seconds);
      }),
    );
  });
});
