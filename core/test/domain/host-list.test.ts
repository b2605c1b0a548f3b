import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expandHostList } from '../../src/domain/host-list.js';

it.each([
  ['', []],
  ['a', ['a']],
  ['b,a b', ['a', 'b']],
  ['n[1-3,7]-ib', ['n1-ib', 'n2-ib', 'n3-ib', 'n7-ib']],
  ['n[9-11]', ['n10', 'n11', 'n9']],
  ['n[09-11]', ['n09', 'n10', 'n11']],
  [', a', ['a']],
])('expands %j', (list, hosts) => {
  expect(expandHostList(list)).toEqual(hosts);
});

it.each(['a,', 'a ', 'n[09-100]', 'n[3-1]', 'n[1]m[2]', 'n[1-2', 'n_1', 'n[]', 'n[1-2-3]', 'n[1,]', 'n[0-999999999]'])(
  'refuses %j',
  (list) => {
    expect(() => expandHostList(list)).toThrow(expect.objectContaining({ code: 'CC_INVALID_INPUT' }));
  },
);

it('ends for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab09[],- .'.split('')) }), (list) => {
      try {
        expandHostList(list);
      } catch (error) {
        expect(error).toMatchObject({ code: 'CC_INVALID_INPUT' });
      }
    }),
  );
});
