import fc from 'fast-check';
import { parseValue, type GraphQLScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Any } from '../src/scalars/any.js';
import { Float } from '../src/scalars/float.js';
import { Id } from '../src/scalars/id.js';
import { Int } from '../src/scalars/int.js';
import { NullableFloat } from '../src/scalars/nullable-float.js';
import { parseTime, Time, timeText } from '../src/scalars/time.js';
import { JobState, MetricScope } from '../src/scalars/word.js';

const literal = (type: GraphQLScalarType, text: string): unknown => type.parseLiteral(parseValue(text));
const refuses = (read: () => unknown): void => expect(read).toThrow();

describe('ID', () => {
  it('leaves a number a number, and text text', () => {
    expect([Id.serialize(317), Id.serialize('317')]).toEqual([317, '317']);
  });

  it('takes both from clients, as text', () => {
    expect([Id.parseValue(317), Id.parseValue('abc'), literal(Id, '317'), literal(Id, '"317"')]).toEqual([
      '317',
      'abc',
      '317',
      '317',
    ]);
  });

  it.each([[true], [1.5], [null], [{}], [[]]])('refuses %j', (value) => refuses(() => Id.parseValue(value)));
});

describe('Int', () => {
  it('carries every whole number up to 2^53 both ways', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(Int.serialize(number)).toBe(number);
        expect(Int.parseValue(number)).toBe(number);
        expect(Int.parseValue(String(number))).toBe(number);
        expect(literal(Int, String(number))).toBe(number);
      }),
    );
  });

  it.each([[1.5], ['five'], ['1.0'], [''], [true], [null], [[1]], [2 ** 53], ['9007199254740993']])(
    'refuses %j in a variable',
    (value) => refuses(() => Int.parseValue(value)),
  );

  it.each(['"5"', '1.0', 'five', 'true', '[1]', '99999999999999999999'])('refuses %s in query text', (text) =>
    refuses(() => literal(Int, text)),
  );
});

describe('Float', () => {
  it('takes numbers, and in variables numeric text', () => {
    expect([Float.parseValue(1.5), Float.parseValue('1.5e3'), literal(Float, '2'), literal(Float, '2.0E0')]).toEqual([
      1.5, 1500, 2, 2,
    ]);
    refuses(() => literal(Float, '"2"'));
  });

  it.each([[Number.NaN], [Infinity], ['x'], [''], ['0x10'], [true], [null]])('refuses %s', (value) =>
    refuses(() => Float.parseValue(value)),
  );

  it('does not print what JSON cannot', () => refuses(() => Float.serialize(Number.NaN)));
});

describe('Time', () => {
  it.each([
    ['2026-02-03T09:15:00Z', 1_770_110_100],
    ['2026-02-03T09:15:00+01:00', 1_770_106_500],
    ['2026-02-03T09:15:00-05:30', 1_770_129_900],
    ['2026-02-03T09:15:00.987654321Z', 1_770_110_100],
    ['2026-02-03 09:15:00', 1_770_110_100],
    ['1969-12-31T23:59:59Z', -1],
    ['0001-01-01T00:00:00Z', -62_135_596_800],
  ])('reads %s', (text, seconds) => {
    expect([parseTime(text), Time.parseValue(text), literal(Time, JSON.stringify(text))]).toEqual([
      seconds,
      seconds,
      seconds,
    ]);
  });

  it('takes an empty text for no time at all', () => expect(Time.parseValue('')).toBeNull());

  it.each([
    ['2026-02-03'],
    ['2026-02-03t09:15:00z'],
    ['2026-02-30T00:00:00Z'],
    ['2026-13-01T00:00:00Z'],
    ['2026-02-03T24:00:00Z'],
    ['2026-02-03T09:60:00Z'],
    ['2026-02-03T09:15:00'],
    ['2026-02-03T09:15:00+99:00'],
    [1_770_110_100],
    [null],
    [true],
  ])('refuses %j', (value) => refuses(() => Time.parseValue(value)));

  it('reads back every moment that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 - 86_400 }), (seconds) => {
        expect(parseTime(timeText(seconds))).toBe(seconds);
      }),
    );
  });
});

describe('JobState and MetricScope', () => {
  it('may be a bare word or text', () => {
    expect([literal(JobState, 'running'), literal(JobState, '"running"'), JobState.parseValue('running')]).toEqual([
      'running',
      'running',
      'running',
    ]);
    expect(literal(MetricScope, 'memoryDomain')).toBe('memoryDomain');
  });

  it.each([['RUNNING'], ['done'], [1], [null]])('refuses %j', (value) => refuses(() => JobState.parseValue(value)));
  it.each(['nodes', '"Node"', '5'])('refuses %s', (text) => refuses(() => literal(MetricScope, text)));
});

describe('Any', () => {
  it('passes JSON values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Any.serialize(Any.parseValue(value))).toEqual(value);
      }),
    );
    expect(literal(Any, '{a: [1, "x", true, null]}')).toEqual({ a: [1, 'x', true, null] });
  });
});

describe('NullableFloat', () => {
  it('rounds to two decimals, and shows a gap as null', () => {
    const shown = [1.005, 2.5, 0.125, -0.001, Number.NaN, Infinity].map((value) => NullableFloat.serialize(value));
    expect(JSON.stringify(shown)).toBe('[1,2.5,0.12,0,null,null]');
  });
});
