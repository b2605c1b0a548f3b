import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findPrefix, parseUnit, prefixFactor, unitConversion, unitText } from '../../src/domain/units.js';

it.each([
  ['GB', 'GB'],
  ['mB', 'MB'],
  ['MiB/s', 'MiB/s'],
  ['kHz', 'KHz'],
  ['mHz', 'mHz'],
  ['packets', 'packets'],
  ['percent', '%'],
  ['K%', '%'],
  ['events', 'events'],
  ['GFlops/s', 'GFlops/s'],
  ['F/s', 'Flops/s'],
  ['bananas', 'B'],
  ['foo', 'Flops'],
  ['°C', 'degC'],
  ['degf', 'degF'],
  ['KiB/fortnight', 'KiB/Flops'],
  ['B/yoke', 'B'],
  ['kW', 'KW'],
])('reads %j as %j', (text, short) => {
  expect(unitText(parseUnit(text)!)).toBe(short);
});

it.each(['', 'CPI', 'IPC', 'ops', 'uW', 'nW', 'load'])('does not know %j', (text) => {
  expect(parseUnit(text)).toBeUndefined();
});

it('takes prefixes as people write them', () => {
  expect(['', 'k', 'K', 'g', 'M', 'm', 'u', 'n', 'ki', 'Mi', 'Yi'].map((symbol) => findPrefix(symbol)?.factor)).toEqual(
    [1, 1e3, 1e3, 1e9, 1e6, 1e-3, 1e-6, 1e-9, 1024, 1024 ** 2, 1024 ** 8],
  );
  expect(['mi', 'x', 'KK', 'inval'].map(findPrefix)).toEqual([undefined, undefined, undefined, undefined]);
});

it('converts prefixes, and refuses unknown ones instead of yielding infinity or zero', () => {
  expect(prefixFactor('G', 'T')).toBe(1e-3);
  expect(() => prefixFactor('G', 'x')).toThrow('unknown unit prefix "x"');
  expect(() => prefixFactor('x', 'G')).toThrow('unknown unit prefix "x"');
});

it('converts values of the same measure', () => {
  expect(unitConversion(parseUnit('GB/s')!, parseUnit('MB/s')!)(2.5)).toBe(2500);
  expect(unitConversion(parseUnit('°C')!, parseUnit('°F')!)(100)).toBe(212);
  expect(unitConversion(parseUnit('°F')!, parseUnit('°C')!)(212)).toBe(100);
  expect(() => unitConversion(parseUnit('GB')!, parseUnit('GFlops')!)).toThrow('GB cannot be converted to GFlops');
  expect(() => unitConversion(parseUnit('GB')!, parseUnit('GB/s')!)).toThrow('GB cannot be converted to GB/s');
});

it('reads any text without failing, and reads back what it writes', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const unit = parseUnit(text);
      if (unit) expect(parseUnit(unitText(unit))).toEqual(unit);
    }),
  );
});
