import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeList } from '../../src/domain/node-list.js';

it.each([
  ['n[1-9]', 9, ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9']],
  ['n[01-10]', 10, ['n01', 'n02', 'n03', 'n04', 'n05', 'n06', 'n07', 'n08', 'n09', 'n10']],
  ['a,', 1, ['a']],
  ['', 0, []],
  ['q[01-02]x[3-4]', 4, ['q01x3', 'q01x4', 'q02x3', 'q02x4']],
  ['[08-09]', 2, ['08', '09']],
  ['q,r[001-002,300-300]', 4, ['q', 'r001', 'r002', 'r300']],
])('%j has %i names', (expression, count, names) => {
  const list = NodeList.parse(expression);
  expect({ count: list.count, names: list.expand() }).toEqual({ count, names });
});

it.each([
  ['n[01-9]', /same number of digits/],
  ['n[5]', /two numbers/],
  ['n[01-02]-ib', /unexpected "-" at position 9/],
  ['a, b', /unexpected " " at position 1/],
  ['n_1', /unexpected "_"/],
  ['a.b', /unexpected "\."/],
  ['-a', /unexpected "-"/],
  ['*', /unexpected "\*"/],
  ['n[1-2', /not closed/],
  ['n[[1-2]]', /within brackets/],
  ['n1-2]', /unexpected "\]"/],
  ['n[]', /two numbers/],
  ['q,,r', /empty term/],
  [',', /empty term/],
  ['q[03-01]', /reversed/],
  ['q[0000000001-3000000000]', /above 2147483647/],
])('refuses %j', (expression, reason) => {
  expect(() => NodeList.parse(expression)).toThrow(reason);
  expect(() => NodeList.parse(expression)).toThrow(expect.objectContaining({ code: 'CC_INVALID_INPUT' }));
});

it.each([
  ['q[08-12]', { q09: true, q9: false, q009: false, q13: false, q08x: false, 'q-9': false, 'q+9': false }],
  ['q[1-9]', { q01: false, q1: true, q: false }],
  ['q[01-02]x[3-4]', { q01x3: true, q02x4: true, q01x5: false, q01: false }],
  ['q,r[001-200,300-310]', { q: true, r305: true, r205: false, r: false, s: false }],
  ['', { '': false, a: false }],
  ['n[1-9,10-20]', { n5: true, n15: false }], // the first range that fits decides
])('%j matches what it should', (expression, hosts) => {
  const list = NodeList.parse(expression);
  for (const [host, expected] of Object.entries(hosts)) expect([host, list.matches(host)]).toEqual([host, expected]);
});

describe('whatever the list', () => {
  const range = fc
    .tuple(fc.nat(999), fc.nat(40), fc.integer({ min: 4, max: 5 }))
    .map(([from, more, width]) => [from, from + more].map((n) => String(n).padStart(width, '0')).join('-'));
  const text = fc.stringMatching(/^[a-z][a-z-]{0,3}$/);
  const term = fc.tuple(text, range).map(([head, one]) => `${head}[${one}]`);
  const list = fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(','));

  it('matches each of its names, and counts them', () => {
    fc.assert(
      fc.property(list, (expression) => {
        const parsed = NodeList.parse(expression);
        const names = parsed.expand();
        expect(names).toHaveLength(parsed.count);
        expect(names.filter((name) => !parsed.matches(name))).toEqual([]);
      }),
    );
  });

  it('parses or says why not', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab09[],-* .'.split('')) }), (expression) => {
        try {
          NodeList.parse(expression).matches('a0');
        } catch (error) {
          expect(error).toMatchObject({ code: 'CC_INVALID_INPUT' });
        }
      }),
    );
  });
});
