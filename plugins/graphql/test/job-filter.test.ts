import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobFilter } from '@cc-kernel/core/plugin';
import { jobFilters } from '../src/jobs/job-filter.js';
import type { JobFilterInput, OrderByInput } from '../src/jobs/job-inputs.js';
import { jobOrder } from '../src/jobs/job-order.js';
import { wantedRows } from '../src/jobs/job-page.js';

const now = 1_800_000_000;
const filtersOf = (...inputs: readonly JobFilterInput[]): readonly JobFilter[] => jobFilters(inputs, now);

describe('jobFilters', () => {
  it('has no condition without a filter', () => {
    expect([jobFilters(undefined, now), jobFilters(null, now), filtersOf(), filtersOf({})]).toEqual([[], [], [], []]);
  });

  it('seed behaviour 12, range filters: zero may stand at either end, and is then the open one', () => {
    expect(filtersOf({ numAccelerators: { from: 0, to: 4 } })).toEqual([{ numAcc: { to: 4 } }]);
    expect(filtersOf({ energy: { from: 0, to: 0.5 }, duration: { from: 60, to: 0 } })).toEqual([
      { energy: { to: 0.5 }, duration: { from: 60 } },
    ]);
    const footprint = { metricName: 'flops_any_avg', range: { from: 0, to: 10 } };
    expect(filtersOf({ metricStats: [footprint] })).toEqual([
      { metricStats: [{ metricName: 'flops_any_avg', range: { to: 10 } }] },
    ]);
    expect(filtersOf({ numNodes: { from: 0, to: 0 } })).toEqual([]);
  });

  it('says each field in the words of the store', () => {
    expect(
      filtersOf({
        tags: ['1', '2'],
        dbId: ['7'],
        jobId: { eq: '100' },
        arrayJobId: 0,
        user: { neq: 'alice' },
        project: { startsWith: 'p' },
        jobName: { endsWith: 'x' },
        cluster: { contains: 'o' },
        subCluster: { in: ['main', 'fat'] },
        partition: { eq: '' },
        duration: { from: 60, to: 3600 },
        energy: { from: 0.5, to: 0 },
        numNodes: { from: 0, to: 4 },
        numAccelerators: { from: 1, to: 1 },
        numHWThreads: { from: 2, to: 0 },
        startTime: { from: 10, to: 20, range: 'last6h' },
        state: ['running', 'failed'],
        shared: 'multi_user',
        schedule: 'batch',
        node: { in: [] },
        metricStats: [{ metricName: 'mem_used_max', range: { from: 100, to: 0 } }],
      }),
    ).toEqual([
      {
        tagIds: [1, 2],
        ids: [7],
        jobId: { eq: '100' },
        arrayJobId: 0,
        user: { neq: 'alice' },
        project: { startsWith: 'p' },
        jobName: { endsWith: 'x' },
        cluster: { contains: 'o' },
        subCluster: { in: ['main', 'fat'] },
        partition: { eq: '' },
        duration: { from: 60, to: 3600 },
        energy: { from: 0.5 },
        numNodes: { to: 4 },
        numAcc: { from: 1, to: 1 },
        numHwthreads: { from: 2 },
        startTime: { from: 10, to: 20 },
        states: ['running', 'failed'],
        shared: 'multi_user',
        schedule: 'batch',
        node: { in: [] },
      },
      { metricStats: [{ metricName: 'mem_used_max', range: { from: 100 } }] },
    ]);
  });

  it('keeps several objects apart, since all of them must hold', () => {
    expect(filtersOf({ tags: ['1'] }, { tags: ['2'] }, {})).toEqual([{ tagIds: [1] }, { tagIds: [2] }]);
  });

  it('takes null for absent, in every field', () => {
    const fields = [
      'tags dbId jobId arrayJobId user project jobName cluster subCluster partition duration energy numNodes',
      'numAccelerators numHWThreads startTime state metricStats shared schedule node',
    ].flatMap((line) => line.split(' '));
    expect(filtersOf(Object.fromEntries(fields.map((field) => [field, null])))).toEqual([]);
  });

  it('leaves out ids that no job can have, so that nothing matches', () => {
    expect(filtersOf({ dbId: ['abc', '1.5', ''] }, { tags: ['x', '3'] })).toEqual([{ ids: [] }, { tagIds: [3] }]);
  });

  it('uses exactly one text operator, in a fixed order', () => {
    const all = { in: ['f'], contains: 'e', endsWith: 'd', startsWith: 'c', neq: 'b', eq: 'a' };
    const expected = [
      { eq: 'a' },
      { neq: 'b' },
      { startsWith: 'c' },
      { endsWith: 'd' },
      { contains: 'e' },
      { in: ['f'] },
    ];
    for (const match of expected) {
      expect(filtersOf({ user: all })).toEqual([{ user: match }]);
      Reflect.deleteProperty(all, Object.keys(match)[0] ?? '');
    }
    expect(filtersOf({ user: all })).toEqual([]);
  });

  it('reads ranges with zero as the open end', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), (from, to) => {
        const [filter] = filtersOf({ duration: { from, to } });
        if (from < 0 || to < 0 || (from === 0 && to === 0)) expect(filter).toBeUndefined();
        else expect(filter).toEqual({ duration: { ...(from > 0 && { from }), ...(to > 0 && { to }) } });
      }),
    );
  });

  it.each([
    ['last6h', 6 * 3600],
    ['last24h', 24 * 3600],
    ['last7d', 7 * 86_400],
    ['last30d', 30 * 86_400],
  ])('reads the range %s', (range, seconds) => {
    expect(filtersOf({ startTime: { range } })).toEqual([{ startTime: { from: now - seconds } }]);
  });

  it('has no condition for ranges and schedules that it does not know', () => {
    expect(filtersOf({ startTime: { range: 'last90d' } }, { startTime: { range: '' } }, { schedule: 'other' })).toEqual(
      [],
    );
  });

  it('lets one end of a time range win over its name', () => {
    expect(filtersOf({ startTime: { to: 20, range: 'last6h', from: null } })).toEqual([{ startTime: { to: 20 } }]);
  });

  it('binds only words of sharing that exist', () => {
    expect(filtersOf({ shared: "x' OR '1'='1" }, { shared: '' })).toEqual([{ ids: [] }, { ids: [] }]);
    expect(filtersOf({ shared: 'nosuch', dbId: ['7'] })).toEqual([{ ids: [7] }, { ids: [] }]);
  });

  it('matches nothing by a footprint name that cannot be, unless its range is open', () => {
    const stat = (metricName: string, from: number) => ({ metricName, range: { from, to: 0 } });
    expect(filtersOf({ metricStats: [stat('a b', 1)] })).toEqual([{ ids: [] }]);
    expect(filtersOf({ metricStats: [stat("x'--", 0), stat('mem_used_max', 0)] })).toEqual([]);
  });

  it('makes only conditions that the store knows, whatever comes', () => {
    const text = fc.option(
      fc.record(
        {
          eq: fc.option(fc.string()),
          neq: fc.option(fc.string()),
          contains: fc.option(fc.string()),
          startsWith: fc.option(fc.string()),
          endsWith: fc.option(fc.string()),
          in: fc.option(fc.array(fc.string())),
        },
        { requiredKeys: [] },
      ),
    );
    const range = fc.option(fc.record({ from: fc.integer(), to: fc.integer() }));
    const input = fc.record(
      {
        tags: fc.option(fc.array(fc.string())),
        dbId: fc.option(fc.array(fc.oneof(fc.string(), fc.nat().map(String)))),
        jobId: text,
        user: text,
        node: text,
        duration: range,
        energy: range,
        startTime: fc.option(
          fc.record({ from: fc.option(fc.integer()), to: fc.option(fc.integer()), range: fc.option(fc.string()) }),
        ),
        shared: fc.option(fc.string()),
        schedule: fc.option(fc.string()),
        metricStats: fc.option(
          fc.array(fc.record({ metricName: fc.string(), range: fc.record({ from: fc.double(), to: fc.double() }) })),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(input), (inputs) => {
        for (const filter of jobFilters(inputs, now)) {
          expect(Object.keys(filter).length).toBeGreaterThan(0);
          for (const match of [filter.jobId, filter.user, filter.node]) {
            if (match) expect(Object.keys(match)).toHaveLength(1);
          }
          for (const id of [...(filter.ids ?? []), ...(filter.tagIds ?? [])])
            expect(Number.isSafeInteger(id)).toBe(true);
          for (const { metricName, range: limits } of filter.metricStats ?? []) {
            expect(metricName).toMatch(/^\w+$/);
            expect(Object.keys(limits).length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });
});

describe('jobOrder', () => {
  const order = (field: string, type = 'col', direction: 'ASC' | 'DESC' = 'ASC'): OrderByInput => ({
    field,
    type,
    order: direction,
  });

  it.each([
    ['startTime', 'startTime'],
    ['start_time', 'startTime'],
    ['numHWThreads', 'numHwthreads'],
    ['numHwthreads', 'numHwthreads'],
    ['hpcUser', 'user'],
    ['user', 'user'],
    ['state', 'jobState'],
    ['jobState', 'jobState'],
    ['partition', 'partition'],
    ['clusterPartition', 'partition'],
    ['subCluster', 'subCluster'],
    ['subcluster', 'subCluster'],
    ['SMT', 'smt'],
    ['id', 'id'],
  ])('sorts by %s', (field, column) => {
    expect(jobOrder(order(field, 'col', 'DESC'))).toEqual({ by: { column }, direction: 'desc' });
  });

  it('sorts by the footprint for any other type', () => {
    expect(jobOrder(order('flops_any_avg', 'foot'))).toEqual({ by: { footprint: 'flops_any_avg' }, direction: 'asc' });
    expect(jobOrder(order('flopsAnyAvg', 'whatever'))).toEqual({
      by: { footprint: 'flops_any_avg' },
      direction: 'asc',
    });
  });

  it.each([
    ['nosuch'],
    [''],
    ['start time'],
    ["x'"],
    ['a;b'],
    ['a-b'],
    ['a"b'],
    ['a\\b'],
    ['footprint'],
    ['job.id/**/'],
  ])('refuses %j', (field) => {
    expect(() => jobOrder(order(field))).toThrow(`cannot sort by ${JSON.stringify(field)}`);
  });

  it('refuses footprint keys that cannot be', () => {
    expect(() => jobOrder(order("x') --", 'foot'))).toThrow('not a key of the footprint');
  });

  it('has none without an order', () => expect([jobOrder(null), jobOrder(undefined)]).toEqual([undefined, undefined]));
});

describe('wantedRows', () => {
  it('takes the first 50 without a page', () => expect(wantedRows(null)).toEqual({ itemsPerPage: 50, page: 1 }));
  it('takes a page before the first for the first', () => {
    expect(wantedRows({ itemsPerPage: 10, page: -3 })).toEqual({ itemsPerPage: 10, page: 1 });
  });
  it('takes -1 for all rows', () => expect(wantedRows({ itemsPerPage: -1, page: 2 })).toBe('all'));
  it.each([0, -2])('refuses %i rows', (itemsPerPage) => {
    expect(() => wantedRows({ itemsPerPage, page: 1 })).toThrow(`invalid items-per-page value: ${itemsPerPage}`);
  });
});
