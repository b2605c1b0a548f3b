import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopologyMap } from '../../src/domain/topology.js';

/** Two sockets of two cores with two threads each. */
const map = new TopologyMap({
  node: [0, 1, 2, 3, 4, 5, 6, 7],
  socket: [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ],
  memoryDomain: [
    [0, 1, 4, 5],
    [2, 3],
    [6, 7],
  ],
  core: [
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
  ],
  accelerators: [
    { id: '00000000:3B:00.0', type: 'Nvidia GPU', model: 'A40' },
    { id: '1', type: 'Nvidia GPU', model: 'A40' },
  ],
});

describe('which units hardware threads touch', () => {
  it.each([
    [[], { ids: [], exclusive: true }],
    [[5, 4, 1, 0], { ids: [0], exclusive: true }],
    [[0, 0, 0, 0], { ids: [0], exclusive: false }],
    [[7, 0], { ids: [0, 1], exclusive: false }],
    [[99], { ids: [], exclusive: true }],
  ])('sockets of %j', (hwthreads, expected) => {
    expect(map.socketsOf(hwthreads)).toEqual(expected);
  });

  it('cores and memory domains alike', () => {
    expect(map.coresOf([4, 0, 5])).toEqual({ ids: [0, 1], exclusive: false });
    expect(map.coresOf([4, 0])).toEqual({ ids: [0], exclusive: true });
    expect(map.memoryDomainsOf([7, 6, 3, 2])).toEqual({ ids: [1, 2], exclusive: true });
  });

  it('is ascending, distinct, and exclusive for whole units', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (hwthreads) => {
        const { ids } = map.coresOf(hwthreads);
        expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
        expect(map.coresOf(ids.flatMap((core) => map.hwthreadsOfCore(core)))).toEqual({ ids, exclusive: true });
      }),
    );
  });
});

it('finds sockets by cores', () => {
  expect(map.socketsOfCores([2, 3])).toEqual({ ids: [1], exclusive: true });
  expect(map.socketsOfCores([2])).toEqual({ ids: [1], exclusive: false });
  expect(map.coresOfSocket(1)).toEqual([2, 3]);
});

it('knows the threads of a unit, and none of an unknown one', () => {
  expect([map.hwthreadsOfSocket(1), map.hwthreadsOfCore(3), map.hwthreadsOfMemoryDomain(1)]).toEqual([
    [2, 3, 6, 7],
    [3, 7],
    [2, 3],
  ]);
  expect([map.hwthreadsOfSocket(2), map.hwthreadsOfCore(-1)]).toEqual([[], []]);
});

it('sorts memory domains by socket, or says what is wrong with one', () => {
  expect([...map.memoryDomainsBySocket([2, 0, 1, 2])]).toEqual([
    [0, [0]],
    [1, [1, 2]],
  ]);
  const odd = new TopologyMap({ node: [0, 9], socket: [[0]], memoryDomain: [[], [9]], core: [] });
  expect(() => odd.memoryDomainsBySocket([0])).toThrow('memory domain 0 has no hardware threads');
  expect(() => odd.memoryDomainsBySocket([1])).toThrow('memory domain 1 lies in no socket');
  expect(() => odd.memoryDomainsBySocket([2])).toThrow('there is no memory domain 2');
});

it('names accelerators', () => {
  expect(map.acceleratorIds).toEqual(['00000000:3B:00.0', '1']);
  expect(map.acceleratorId(1)).toBe('1');
  expect(() => map.acceleratorId(2)).toThrow('no accelerator 2');
  expect(() => map.acceleratorId(-1)).toThrow('no accelerator -1');
  expect(() => map.acceleratorNumbers()).toThrow('"00000000:3B:00.0" is not a number');
});
