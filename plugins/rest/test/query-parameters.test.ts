import { InvalidInputError } from '@cc-kernel/core/plugin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryParameters } from '../src/query/query-parameters.js';
import { parseBoolean, parseCount, parseInteger } from '../src/query/values.js';

describe('query parameters', () => {
  it('are decoded as a form, in the order they came', () => {
    const query = new QueryParameters('state=running&project=a+b%26c&state=failed&flag&=1&&');
    expect(query.all('state')).toEqual(['running', 'failed']);
    expect(query.first('project')).toBe('a b&c');
    expect(query.first('flag')).toBe('');
    expect(query.first('')).toBe('1');
    expect(query.first('nosuch')).toBeUndefined();
  });

  it.each(['%zz=1', 'cluster=%zz', 'cluster=%', 'cluster=%ff', 'cluster=lynx;page=2'])('refuse %s', (text) => {
    expect(() => new QueryParameters(text)).toThrow(InvalidInputError);
  });

  it('name the parameter that is not allowed', () => {
    const query = new QueryParameters('page=1&user=alice');
    expect(() => query.allow('page')).toThrow('invalid query parameter: user');
    expect(() => query.allow('page', 'user')).not.toThrow();
  });

  it('give back every pair that a client wrote', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (list) => {
        const query = new QueryParameters(new URLSearchParams(list).toString());
        for (const [name] of list) {
          expect(query.all(name)).toEqual(list.filter(([other]) => other === name).map(([, value]) => value));
        }
      }),
    );
  });

  it('either parse any text or refuse it as invalid input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          new QueryParameters(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
  });
});

describe('values', () => {
  it.each(['', ' 1', '1.0', '0x10', '1e3', '--1', '99999999999999999999', '١'])('"%s" is no integer', (text) => {
    expect(() => parseInteger(text, 'page')).toThrow(InvalidInputError);
  });

  it('integers keep their sign', () => {
    expect(['+2', '-7', '0010', '9223372036854775807'].map((text) => parseInteger(text, 'x'))).toEqual([
      2,
      -7,
      10,
      2 ** 63,
    ]);
  });

  it('counts begin at one', () => {
    expect(() => parseCount('0', 'page')).toThrow('page must be >= 1');
    expect(parseCount('1', 'page')).toBe(1);
  });

  it('booleans are true by presence', () => {
    expect(['', '1', 'true', 'TRUE'].map((text) => parseBoolean(text, 'x'))).toEqual([true, true, true, true]);
    expect(['0', 'false', 'f'].map((text) => parseBoolean(text, 'x'))).toEqual([false, false, false]);
    expect(() => parseBoolean('maybe', 'with-metadata')).toThrow('with-metadata: "maybe" is neither true nor false');
  });
});
