import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactDuration, formatClock, formatDuration, parseDuration } from '../app/src/format/duration.js';
import { formatCount, formatNumber, formatPercent, formatQuantity } from '../app/src/format/number.js';
import { formatAge, localInputTime, unixSecondsOf } from '../app/src/format/time.js';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.05, '0.05'],
    [12.345, '12.3'],
    [123.4, '123'],
    [999.6, '1 k'],
    [1500, '1.5 k'],
    [-2_500_000, '-2.5 M'],
    [1e-4, '1.00e-4'],
    [Number.NaN, '–'],
  ])('%d reads %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [1500, { prefix: 'G', base: 'F/s' }, '1.5 TF/s'],
    [0.02, { prefix: 'G', base: 'B/s' }, '20 MB/s'],
    [45.62, { base: '%' }, '45.6 %'],
    [12_000, { base: '' }, '12000'],
    [512, { base: 'W' }, '512 W'],
    [3, { prefix: 'Ki', base: 'B' }, '3 KiB'],
    [null, { base: 'W' }, '–'],
  ])('%d with its unit reads as one quantity', (value, unit, text) => expect(formatQuantity(value, unit)).toBe(text));

  it('keeps three digits of any finite number', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e20, noNaN: true }), (value) => {
        const [digits = '', letter = ''] = formatNumber(value).split(' ');
        const factor = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 }[letter] ?? 1;
        expect(Math.abs(Number(digits) * factor - value) / value).toBeLessThan(0.006);
      }),
    );
  });

  it('counts and shares', () => {
    expect([formatCount(1234567), formatPercent(0.004), formatPercent(0.456)]).toEqual([
      '1\u202f234\u202f567',
      '< 1 %',
      '46 %',
    ]);
  });
});

describe('durations', () => {
  it.each([
    [45, '45 s', '0:00:45'],
    [720, '12 min', '0:12:00'],
    [3900, '1 h 05 min', '1:05:00'],
    [273_600, '3 d 04 h', '76:00:00'],
  ])('%d seconds', (seconds, words, clock) =>
    expect([formatDuration(seconds), formatClock(seconds)]).toEqual([words, clock]),
  );

  it.each([
    ['90m', 5400],
    ['1h30m', 5400],
    ['1 h 30 min', 5400],
    ['1:30', 5400],
    ['2d', 172_800],
    ['300', 300],
  ])('%s is understood', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each(['', 'soon', '1:75', '-5', '1h x'])('"%s" is not', (text) => expect(parseDuration(text)).toBeUndefined());

  it('are written so that they read back', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) => {
        expect(parseDuration(exactDuration(seconds))).toBe(seconds);
      }),
    );
  });
});

describe('times', () => {
  it('tell their age', () => {
    expect([5, 45, 300, 7200, 400_000].map(formatAge)).toEqual([
      'just now',
      '45 s ago',
      '5 min ago',
      '2 h ago',
      '4 d ago',
    ]);
  });

  it('go into a field and back, to the minute', () => {
    const minute = 29_999_999 * 60;
    expect(Date.parse(localInputTime(minute)) / 1000).toBe(minute);
    expect(unixSecondsOf('2026-11-24T11:14:31Z')).toBe(1_795_518_871);
  });
});
