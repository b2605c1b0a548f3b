import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersOfFilters } from '../app/src/pages/jobs/address-of-filters.js';
import { filterChips } from '../app/src/pages/jobs/filter-chips.js';
import { filtersOfForm, formOfFilters } from '../app/src/pages/jobs/filter-form.js';
import { filterInput } from '../app/src/pages/jobs/filter-input.js';
import { filtersOfAddress } from '../app/src/pages/jobs/filters-of-address.js';
import { NO_FILTERS, SHARING, TIME_RANGES, withFilters, type JobFilters } from '../app/src/pages/jobs/job-filters.js';
import { listAddress } from '../app/src/pages/jobs/list-address.js';
import { DEFAULT_SORT } from '../app/src/pages/jobs/list-view.js';
import { KNOWN_STATES } from '../app/src/design/state-look.js';

const read = (query: string) => filtersOfAddress(new URLSearchParams(query));
const inputOf = (query: string) => filterInput(read(query).filters);

describe('addresses of cc-backend', () => {
  it.each<[string, readonly unknown[]]>([
    ['', []],
    [
      'cluster=alder&subCluster=main&partition=devel',
      [{ cluster: { eq: 'alder' } }, { subCluster: { eq: 'main' } }, { partition: { eq: 'devel' } }],
    ],
    ['project=flow&projectMatch=eq', [{ project: { eq: 'flow' } }]],
    ['project=flow', [{ project: { eq: 'flow' } }]],
    ['user=ann', [{ user: { contains: 'ann' } }]],
    ['user=ann&userMatch=eq', [{ user: { eq: 'ann' } }]],
    ['user=ann&user=bob&userMatch=in', [{ user: { in: ['ann', 'bob'] } }]],
    ['user=ann&userMatch=in', [{ user: { in: ['ann'] } }]],
    ['jobName=md%2B1', [{ jobName: { contains: 'md+1' } }]],
    ['jobId=5', [{ jobId: { eq: '5' } }]],
    ['cluster=a&jobId=5&jobId=7', [{ cluster: { eq: 'a' } }, { jobId: { in: ['5', '7'] } }]],
    ['arrayJobId=9&cluster=a', [{ cluster: { eq: 'a' } }, { arrayJobId: 9 }]],
    ['dbId=1&dbId=2', [{ dbId: ['1', '2'] }]],
    ['state=running&state=failed', [{ state: ['running', 'failed'] }]],
    ['shared=multi_user&schedule=batch', [{ shared: 'multi_user' }, { schedule: 'batch' }]],
    ['startTime=last24h', [{ startTime: { range: 'last24h' } }]],
    [
      'startTime=1000000000-1000003600',
      [{ startTime: { from: '2001-09-09T01:46:40.000Z', to: '2001-09-09T02:46:40.000Z' } }],
    ],
    ['duration=60-3600', [{ duration: { from: 60, to: 3600 } }]],
    ['duration=lessthan-600', [{ duration: { from: 0, to: 600 } }]],
    ['duration=morethan-600', [{ duration: { from: 600, to: 0 } }]],
    ['duration=0-600', [{ duration: { from: 0, to: 600 } }]],
    [
      'numNodes=2-4&numHWThreads=morethan-64&numAccelerators=1-8',
      [
        { numNodes: { from: 2, to: 4 } },
        { numHWThreads: { from: 64, to: 0 } },
        { numAccelerators: { from: 1, to: 8 } },
      ],
    ],
    ['energy=0.5-2.25', [{ energy: { from: 0.5, to: 2.25 } }]],
    [
      'stat=flops_any_avg-1.5-100&stat=mem_used_max-morethan-3',
      [
        {
          metricStats: [
            { metricName: 'flops_any_avg', range: { from: 1.5, to: 100 } },
            { metricName: 'mem_used_max', range: { from: 3, to: 0 } },
          ],
        },
      ],
    ],
    ['tag=3&tag=4', [{ tags: ['3', '4'] }]],
    ['node=alder001', [{ node: { eq: 'alder001' } }]],
    ['node=alder&nodeMatch=contains', [{ node: { contains: 'alder' } }]],
  ])('%s', (query, input) => {
    expect(inputOf(query)).toEqual(input);
    expect(read(query).problems).toEqual([]);
  });

  it('that make no sense are named and not applied', () => {
    const { filters, problems } = read(
      'state=bogus&duration=long&startTime=yesterday&shared=maybe&jobId=x&stat=a-1&energy=1e3-2',
    );
    expect(filters).toEqual(NO_FILTERS);
    expect(problems.toSorted()).toEqual(
      [
        'state=bogus',
        'duration=long',
        'startTime=yesterday',
        'shared=maybe',
        'jobId=x',
        'stat=a-1',
        'energy=1e3-2',
      ].toSorted(),
    );
  });
});

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text);
const range = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.nat(1e6), fc.constantFrom('both', 'from', 'to'))
  .map(([from, more, ends]) =>
    ends === 'both' ? { from, to: from + more } : ends === 'from' ? { from } : { to: from },
  );
const text = fc.record({ text: name, match: fc.constantFrom('eq' as const, 'contains' as const) });
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const ids = fc.uniqueArray(fc.nat(1e9).map(String), { maxLength: 4 });
const filters: fc.Arbitrary<JobFilters> = fc
  .record({
    cluster: optional(name),
    subCluster: optional(name),
    partition: optional(name),
    project: optional(text),
    user: optional(text),
    jobName: optional(text),
    node: optional(text),
    jobIds: ids,
    arrayJobId: optional(fc.integer({ min: 1, max: 1e9 })),
    dbIds: ids,
    states: fc.uniqueArray(fc.constantFrom(...KNOWN_STATES)),
    shared: optional(fc.constantFrom(...SHARING)),
    startTime: optional(
      fc.oneof(
        fc.constantFrom(...TIME_RANGES).map((one) => ({ range: one })),
        range,
      ),
    ),
    duration: optional(range),
    numNodes: optional(range),
    energy: optional(range),
    stats: fc.uniqueArray(fc.record({ name: fc.constantFrom('flops_any_avg', 'mem-bw_max'), range }), {
      selector: (stat) => stat.name,
    }),
    tags: ids,
  })
  .map((parts) => withFilters(NO_FILTERS, parts));

describe('any filters', () => {
  it('survive the way through the address', () => {
    fc.assert(
      fc.property(filters, (wanted) => {
        const address = listAddress(wanted, { sort: DEFAULT_SORT, page: 1, size: 25 });
        expect(read(address.split('?')[1] ?? '')).toEqual({ filters: wanted, problems: [] });
      }),
    );
  });

  it('are told apart as chips, each of which takes one thing away', () => {
    fc.assert(
      fc.property(filters, (wanted) => {
        for (const { without } of filterChips(wanted)) {
          expect(parametersOfFilters(without).length).toBeLessThan(parametersOfFilters(wanted).length);
        }
      }),
    );
  });

  it('stay what they are when the form is applied untouched', () => {
    const plain = withFilters(
      read(
        'user=ann&userMatch=eq&project=p&state=failed&duration=60-3661&numNodes=lessthan-4&energy=0.5-2&stat=flops_any_avg-1.5-9&jobId=5&jobId=6&startTime=last7d&cluster=a&subCluster=b&tag=3',
      ).filters,
      {},
    );
    expect(filtersOfForm(formOfFilters(plain), plain)).toEqual({ filters: plain, problems: {} });
  });
});

describe('the form', () => {
  it('says what it does not understand, field by field', () => {
    const form = {
      ...formOfFilters(NO_FILTERS),
      durationFrom: 'soon',
      numNodesFrom: '5',
      numNodesTo: '2',
      energyTo: '-1',
      jobIds: '12 x',
    };
    expect(Object.keys(filtersOfForm(form, NO_FILTERS).problems).toSorted()).toEqual([
      'duration',
      'energy',
      'jobIds',
      'numNodes',
    ]);
  });

  it('takes several users, and times up to the end of the minute', () => {
    const form = { ...formOfFilters(NO_FILTERS), user: 'ann, bob', startRange: 'between', startTo: '2026-01-02T03:04' };
    const reading = filtersOfForm(form, NO_FILTERS);
    expect(reading.filters.users).toEqual(['ann', 'bob']);
    expect(reading.filters.startTime).toEqual({ to: Date.parse('2026-01-02T03:04') / 1000 + 59 });
  });
});
