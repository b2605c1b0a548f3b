import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonText } from '../../src/domain/json-text.js';

it('escapes what could end a script element or a line of JavaScript', () => {
  expect(jsonText({ a: '<b>&\u2028\u2029' })).toBe('{"a":"\\u003cb\\u003e\\u0026\\u2028\\u2029"}');
  expect(jsonText(undefined)).toBe('null');
});

it('stays the same document', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
