import type { TextMatch } from '@cc-kernel/core/plugin';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobFilter, JobOrder, JobVisibility, Range } from '../../../../core/src/contracts/job-store.js';
import { JOB_STATES, SHARING } from '../../../../core/src/domain/job.js';
import type { JobState } from '../../../../core/src/domain/job.js';
import { matches } from './filter-model.js';
import type { StoredJob } from './filter-model.js';
import { newJob, openJobSite, seesAll, start, tag } from './job-site.js';
import type { JobSite } from './job-site.js';

const texts = ['a', 'A', 'ab', 'aB%', 'a_b', 'interactive', 'x\\', `it's`, '', 'Ünï'];
const text = fc.constantFrom(...texts);
const small = fc.integer({ min: -1, max: 4 });

const storedJob = fc.record({
  arrayJobId: small,
  user: text,
  project: text,
  cluster: text,
  subCluster: text,
  partition: text,
  duration: fc.integer({ min: 0, max: 300 }),
  energy: fc.constantFrom(0, 0.5, 1.25, 100),
  numNodes: small,
  numAcc: small,
  numHwthreads: small,
  startTime: fc.integer({ min: start, max: start + 300 }),
  jobState: fc.constantFrom<JobState>(...JOB_STATES),
  shared: fc.constantFrom(...SHARING),
  footprint: fc.option(fc.dictionary(fc.constantFrom('flops_avg', 'mem_max'), fc.constantFrom(-1, 0, 1.5, 2)), {
    nil: undefined,
  }),
  metaData: fc.option(fc.dictionary(fc.constantFrom('jobName', 'other'), text), { nil: undefined }),
  resources: fc.array(fc.record({ hostname: text }), { maxLength: 3 }),
  tagNames: fc.subarray(['one', 'two', 'private']),
});

const match: fc.Arbitrary<TextMatch> = fc.oneof(
  fc.record({ eq: text }),
  fc.record({ neq: text }),
  fc.record({ contains: text }),
  fc.record({ startsWith: text }),
  fc.record({ endsWith: text }),
  fc.record({ in: fc.array(text, { maxLength: 3 }) }),
);
const digits = fc.constantFrom('1', '10', '17', '99', '', '%', '1e1', "1' OR '1'='1");
const numberMatch: fc.Arbitrary<TextMatch> = fc.oneof(
  fc.record({ eq: digits }),
  fc.record({ neq: digits }),
  fc.record({ contains: digits }),
  fc.record({ startsWith: digits }),
  fc.record({ in: fc.array(digits, { maxLength: 3 }) }),
);
const range = (value: fc.Arbitrary<number>): fc.Arbitrary<Range> =>
  fc.record({ from: value, to: value }, { requiredKeys: [] });
const moment = fc.integer({ min: start - 50, max: start + 700 });

const filter: fc.Arbitrary<JobFilter> = fc.record(
  {
    tagIds: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    ids: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
    jobId: numberMatch,
    arrayJobId: small,
    user: match,
    project: match,
    cluster: match,
    subCluster: match,
    partition: match,
    duration: range(fc.integer({ min: -10, max: 310 })),
    energy: range(fc.constantFrom(0.5, 1, 50)),
    numNodes: range(small),
    numAcc: range(small),
    numHwthreads: range(small),
    startTime: range(moment),
    endTime: range(moment),
    states: fc.subarray([...JOB_STATES]),
    metricStats: fc.array(
      fc.record({
        metricName: fc.constantFrom('flops_avg', 'mem_max', 'none', `a') OR 1=1 --`),
        range: range(fc.constantFrom(-1, 0, 1.5)),
      }),
      { maxLength: 2 },
    ),
    shared: fc.constantFrom(...SHARING),
    schedule: fc.constantFrom('interactive', 'batch'),
    node: match,
    jobName: match,
  },
  { requiredKeys: [] },
);
/** One or two conditions find something; many at once hardly ever do. */
const sparse = filter.chain((full) => {
  const keys = Object.keys(full) as (keyof JobFilter)[];
  return fc
    .subarray(keys, { maxLength: 2 })
    .map((kept): JobFilter => Object.fromEntries(kept.map((key) => [key, full[key]])));
});
const visibility: fc.Arbitrary<JobVisibility> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(seesAll) },
  fc.record({ all: fc.constant(false as const), user: text, projects: fc.array(text, { maxLength: 2 }) }),
);

describe('filters of jobs in SQL', () => {
  let site: JobSite;
  let jobs: StoredJob[];
  const readable = new Set([1, 2]);

  beforeAll(async () => {
    site = await openJobSite();
    const samples = fc.sample(storedJob, { numRuns: 60, seed: 4 });
    jobs = [];
    for (const [i, { tagNames, ...job }] of samples.entries()) {
      const jobId = i + 1;
      const tags = tagNames.map((name) => tag(name, name === 'private' ? 'alice' : 'global'));
      const id = await site.store.insert(newJob({ ...job, jobId }), tags);
      const footprint = job.footprint === undefined ? 'null' : JSON.stringify(job.footprint);
      const { duration, energy, jobState: state } = job;
      await site.driver.knex('job').where({ id }).update({ footprint, duration, energy, job_state: state });
      const attached = (await site.store.tagsOf([id], undefined)).get(id) ?? [];
      jobs.push({ ...job, id, jobId, tagIds: attached.map((one) => one.id) });
    }
    // Half of the rows as cc-backend writes them.
    await site.driver.knex.raw(
      'UPDATE job SET resources = CAST(resources AS BLOB), meta_data = CAST(meta_data AS BLOB), footprint = CAST(footprint AS BLOB) WHERE id % 2 = 0',
    );
    const scopes: { id: number; tag_scope: string }[] = await site.driver.knex('tag').select('id', 'tag_scope');
    readable.clear();
    for (const one of scopes) if (one.tag_scope === 'global') readable.add(one.id);
  });
  afterAll(() => site.close());

  const visible = (job: StoredJob, sees: JobVisibility): boolean =>
    sees.all || job.user === sees.user || sees.projects.includes(job.project);

  it('select the same jobs as filters in memory, and count them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sparse, { maxLength: 3 }), visibility, async (filters, sees) => {
        const expected = jobs
          .filter((job) => visible(job, sees) && filters.every((one) => matches(job, one, readable)))
          .map(({ id }) => id);
        const query = { filters, sees, tagScopes: ['global'] };
        const [found, count] = await Promise.all([site.store.list(query), site.store.count(query)]);
        expect(found.map(({ id }) => id)).toEqual(expected);
        expect(count).toBe(expected.length);
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, JobOrder['by'], (job: StoredJob) => string | number | undefined]>([
    ['startTime', { column: 'startTime' }, (job) => job.startTime],
    ['user', { column: 'user' }, (job) => job.user],
    ['state', { column: 'state' }, (job) => job.jobState],
    ['partition', { column: 'partition' }, (job) => job.partition],
    ['subCluster', { column: 'subCluster' }, (job) => job.subCluster],
    ['numHWThreads', { column: 'numHWThreads' }, (job) => job.numHwthreads],
    ['numNodes', { column: 'numNodes' }, (job) => job.numNodes],
    ['energy', { column: 'energy' }, (job) => job.energy],
    ['a footprint', { footprint: 'flops_avg' }, (job) => job.footprint?.['flops_avg']],
  ])('sort by %s, then by id in the same direction, in pages that fit together', async (_, by, value) => {
    const compare = (a: StoredJob, b: StoredJob): number => order(value(a), value(b)) || a.id - b.id;
    const ascending = [...jobs].sort(compare).map(({ id }) => id);
    for (const direction of ['asc', 'desc'] as const) {
      const ids: number[] = [];
      for (let page = 1; ids.length < jobs.length; page++) {
        const found = await site.store.list({
          filters: [],
          order: { by, direction },
          page: { itemsPerPage: 25, page },
          sees: seesAll,
        });
        ids.push(...found.map(({ id }) => id));
        expect(found.length).toBeGreaterThan(0);
      }
      expect(ids).toEqual(direction === 'asc' ? ascending : ascending.toReversed());
    }
  });

  it('have pages beyond the end, and none of no size', async () => {
    const page = (itemsPerPage: number, number: number): Promise<number> =>
      site.store
        .list({ filters: [], page: { itemsPerPage, page: number }, sees: seesAll })
        .then((found) => found.length);
    expect(await page(50, 2)).toBe(10);
    expect(await page(50, 3)).toBe(0);
    expect(await page(50, 0)).toBe(50);
    expect(await page(Number.MAX_SAFE_INTEGER, 3)).toBe(0);
    for (const size of [0, -1, 1.5, NaN])
      await expect(page(size, 1)).rejects.toMatchObject({ code: 'CC_INVALID_INPUT' });
  });

  const attacks = [
    `none' OR '1'='1`,
    `none") OR ("1"="1`,
    'none`) OR (`id`=`id',
    'x; DROP TABLE job; --',
    'id/**/DESC',
    '(SELECT 1)',
    '__proto__',
    'constructor',
    '?',
    '??',
    ':id',
    '\u0000',
  ];

  it.each(attacks)('take %j for nothing but a value', async (attack) => {
    const everywhere: JobFilter[] = [
      { shared: attack as 'none' },
      { states: [attack as JobState] },
      { user: { eq: attack } },
      { node: { contains: attack } },
      { jobName: { in: [attack] } },
      { jobId: { eq: attack } },
      { metricStats: [{ metricName: attack, range: { from: -1000 } }] },
      { ids: [attack as unknown as number] },
      { tagIds: [attack as unknown as number] },
    ];
    const sees = { all: false, user: 'nobody', projects: [attack] } as const;
    for (const one of everywhere) {
      expect(await site.store.list({ filters: [one], sees: seesAll })).toEqual([]);
      expect(await site.store.count({ filters: [one], sees })).toBe(0);
    }
  });

  it.each(attacks)('refuse %j as a name to sort by', async (attack) => {
    for (const by of [{ column: attack }, { footprint: attack }]) {
      const listed = site.store.list({ filters: [], order: { by, direction: 'asc' }, sees: seesAll });
      if ('footprint' in by && /^\w+$/.test(attack)) await listed;
      else
        await expect(listed).rejects.toMatchObject({
          code: 'CC_INVALID_INPUT',
          message: expect.stringContaining(JSON.stringify(attack)),
        });
    }
    expect(await site.store.count({ filters: [], sees: seesAll })).toBe(60);
  });
});

/** Bytes of UTF-8, as SQLite compares; what is missing comes first. */
function order(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a ?? -Infinity) - Number(b ?? -Infinity) || 0;
}
