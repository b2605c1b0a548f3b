import { afterEach, describe, expect, it } from 'vitest';
import type { JobView } from '@cc-kernel/core/use-cases';
import { AuthSource, ForbiddenError, type User } from '@cc-kernel/core/plugin';
import { FakeIdentity, principal } from '../../../core/test/http/http-harness.js';
import { job, openGraphql, view, type Answers } from './graphql-server.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

async function graphql(answers: Partial<Answers>) {
  const server = await openGraphql(answers);
  close = server.close;
  return server;
}

const user = (username: string): User => ({
  username,
  name: 'A. Person',
  email: '',
  roles: ['user'],
  projects: [],
  authSource: AuthSource.local,
});

describe('job', () => {
  const all = `{job(id:7){id jobId user project cluster subCluster startTime duration walltime numNodes numHWThreads numAcc energy SMT shared
    partition arrayJobId monitoringStatus state tags{id type name scope} resources{hostname hwthreads accelerators configuration}
    concurrentJobs{count} footprint{name stat value} energyFootprint{hardware metric value} metaData userData{username name email}}}`;

  it('shows every field', async () => {
    const { ask } = await graphql({
      find: () => ({
        job,
        tags: [{ id: 4, type: 'app', name: 'vasp', scope: 'global' }],
        metaData: { jobName: 'x', jobScript: '#!' },
      }),
      concurrent: () => undefined,
      user,
    });
    expect((await ask(all)).body).toEqual({
      data: {
        job: {
          id: 7,
          jobId: 100_001,
          user: 'alice',
          project: 'phys01',
          cluster: 'orion',
          subCluster: 'main',
          startTime: '2026-03-04T04:53:20Z',
          duration: 60,
          walltime: 3600,
          numNodes: 2,
          numHWThreads: 4,
          numAcc: 1,
          energy: 0.25,
          SMT: 1,
          shared: 'none',
          partition: 'main',
          arrayJobId: 0,
          monitoringStatus: 3,
          state: 'completed',
          tags: [{ id: 4, type: 'app', name: 'vasp', scope: 'global' }],
          resources: [
            { hostname: 'n001', hwthreads: null, accelerators: null, configuration: '' },
            { hostname: 'n002', hwthreads: [0, 1], accelerators: ['a'], configuration: 'c' },
          ],
          concurrentJobs: null,
          footprint: [
            { name: 'cpu_load', stat: 'avg', value: 1.5 },
            { name: 'mem_used', stat: 'max', value: 100 },
          ],
          energyFootprint: [
            { hardware: 'CPU', metric: 'cpu_power', value: 1 },
            { hardware: 'Accelerator', metric: 'acc_power', value: 2 },
            { hardware: 'Other', metric: 'fan', value: 0 },
          ],
          metaData: { jobName: 'x', jobScript: '#!' },
          userData: { username: 'alice', name: 'A. Person', email: '' },
        },
      },
    });
  });

  it('has empty lists where nothing is known', async () => {
    const { ask } = await graphql({ find: () => view({ footprint: undefined, energyFootprint: undefined }) });
    const { body } = await ask('{job(id:7){footprint{name} energyFootprint{metric} metaData}}');
    expect(body).toEqual({ data: { job: { footprint: [], energyFootprint: [], metaData: null } } });
  });

  it.each([
    ['{job(id:7){id}}', {}],
    ['{job(id:7){metaData}}', { metaData: true }],
    [
      '{job(id:7){...F}} fragment F on Job{e:energyFootprint{value} metaData @skip(if:true)}',
      { energyFootprint: true },
    ],
    ['{job(id:7){...on Job{metaData @include(if:true)}}}', { metaData: true }],
  ])('reads no more than %s selects', async (query, parts) => {
    const asked: unknown[] = [];
    const { ask } = await graphql({
      find: (...call) => {
        asked.push(call.slice(1));
        return view();
      },
    });
    await ask(query);
    expect(asked).toEqual([[7, { metaData: false, energyFootprint: false, ...parts }]]);
  });

  it.each(['"abc"', '""', '"1.5"', '"0x7"', '"99999999999999999999"'])('refuses the id %s', async (id) => {
    const { ask } = await graphql({});
    const { body } = await ask(`{job(id:${id}){id}}`);
    expect(body).toMatchObject({
      data: { job: null },
      errors: [
        { message: `id must be a whole number, not ${id}`, path: ['job'], extensions: { code: 'CC_INVALID_INPUT' } },
      ],
    });
  });

  it('says of an absent job what it says of an invisible one', async () => {
    const { ask } = await graphql({ find: () => undefined });
    expect((await ask('{job(id:-1){id}}')).body).toMatchObject({
      data: { job: null },
      errors: [{ message: 'sql: no rows in result set', path: ['job'] }],
    });
  });

  it('links the jobs beside it', async () => {
    const others = [{ ...job, id: 8, jobId: 100_002 }, job];
    const { ask } = await graphql({ find: () => view(), concurrent: () => others });
    expect((await ask('{job(id:7){concurrentJobs{listQuery count items{id jobId}}}}')).body).toEqual({
      data: {
        job: {
          concurrentJobs: {
            listQuery: 'cluster=orion&jobId=100002&jobId=100001',
            count: 2,
            items: [
              { id: '8', jobId: 100_002 },
              { id: '7', jobId: 100_001 },
            ],
          },
        },
      },
    });
  });
});

describe('userData', () => {
  it.each([
    ['alice:user', true],
    ['bob:admin', true],
    ['bob:support', true],
    ['bob:manager', true],
    ['bob:user', false],
    ['bob:api', false],
  ])('as %s', async (who, allowed) => {
    const { ask } = await graphql({ find: () => view(), user });
    const { body } = await ask('{job(id:7){userData{username}}}', {}, who);
    if (allowed) expect(body).toEqual({ data: { job: { userData: { username: 'alice' } } } });
    else {
      expect(body).toMatchObject({
        data: { job: { userData: null } },
        errors: [{ message: 'forbidden', path: ['job', 'userData'] }],
      });
    }
  });

  it('is null for users that nobody knows', async () => {
    const { ask } = await graphql({ find: () => view(), user: () => undefined });
    expect((await ask('{job(id:7){userData{name}}}')).body).toEqual({ data: { job: { userData: null } } });
  });

  it('is looked up once for each user of a list', async () => {
    const asked: string[] = [];
    const { ask } = await graphql({
      list: () => [view(), view({ id: 8 }), view({ id: 9, user: 'bob' })],
      user: (name) => {
        asked.push(name);
        return user(name);
      },
    });
    await ask('{jobs{items{userData{name}}}}', {}, 'root:admin');
    expect(asked).toEqual(['alice', 'bob']);
  });
});

describe('jobs', () => {
  const jobs = (count: number): readonly JobView[] => Array.from({ length: count }, (_, id) => view({ id: id + 1 }));

  it('hands on filter, order, page and asker', async () => {
    const asked: unknown[] = [];
    const { ask } = await graphql({
      list: (who, query) => {
        asked.push([who.username, query]);
        return jobs(2);
      },
      count: (who, filters) => {
        asked.push([who.username, filters]);
        return 5;
      },
    });
    const { body } = await ask(
      `query($f:[JobFilter!],$p:PageRequest,$o:OrderByInput){jobs(filter:$f,page:$p,order:$o){count offset limit items{id metaData}}}`,
      {
        f: { state: 'running', user: { eq: 5 } },
        p: { itemsPerPage: '2', page: 3 },
        o: { field: 'startTime', type: 'col', order: 'DESC' },
      },
    );
    expect(body).toEqual({
      data: {
        jobs: {
          count: 5,
          offset: null,
          limit: null,
          items: [
            { id: 1, metaData: null },
            { id: 2, metaData: null },
          ],
        },
      },
    });
    const filters = [{ states: ['running'], user: { eq: '5' } }];
    expect(asked).toEqual([
      ['alice', filters],
      [
        'alice',
        {
          filters,
          order: { by: { column: 'startTime' }, direction: 'desc' },
          page: { itemsPerPage: 2, page: 3 },
          with: { metaData: true, energyFootprint: false },
        },
      ],
    ]);
  });

  it('reads only what is selected', async () => {
    const { ask } = await graphql({ count: () => 3 });
    expect((await ask('{jobs{count}}')).body).toEqual({ data: { jobs: { count: 3 } } });
  });

  describe('hasNextPage', () => {
    it.each([
      ['a full page with a row behind', '{jobs(page:{itemsPerPage:2,page:2}){items{id} hasNextPage}}', 5, true],
      ['a full page at the end', '{jobs(page:{itemsPerPage:2,page:2}){items{id} hasNextPage}}', 4, false],
      ['a page that is not full', '{jobs(page:{itemsPerPage:2,page:2}){items{id} hasNextPage}}', 3, false],
      ['without items', '{jobs(page:{itemsPerPage:2,page:1}){hasNextPage}}', 3, true],
      ['asked before the items', '{jobs(page:{itemsPerPage:2,page:1}){hasNextPage items{id}}}', 2, false],
      ['all rows', '{jobs(page:{itemsPerPage:-1,page:1}){hasNextPage items{id}}}', 5, false],
      ['no page', '{jobs{hasNextPage}}', 51, true],
      ['a page beyond all numbers', '{jobs(page:{itemsPerPage:3000000000,page:3000000000}){hasNextPage}}', 5, false],
    ])('%s', async (_what, query, rows, expected) => {
      const { ask } = await graphql({
        list: (_who, { page }) => {
          const { itemsPerPage = rows, page: number = 1 } = page ?? {};
          return jobs(rows).slice((number - 1) * itemsPerPage, number * itemsPerPage);
        },
      });
      expect((await ask(query)).body).toMatchObject({ data: { jobs: { hasNextPage: expected } } });
    });
  });

  it.each([
    ['{jobs(page:{itemsPerPage:0,page:1}){count}}', 'invalid items-per-page value: 0'],
    ['{jobs(page:{itemsPerPage:-2,page:1}){count}}', 'invalid items-per-page value: -2'],
    ['{jobs(order:{field:"x\'",type:"col"}){count}}', 'cannot sort by "x\'": not a field of Job that can be sorted'],
  ])('refuses %s as a whole', async (query, message) => {
    const { ask } = await graphql({});
    expect((await ask(query)).body).toMatchObject({ data: null, errors: [{ message, path: ['jobs'] }] });
  });

  it('tells who may see nothing so, once', async () => {
    const identity = new FakeIdentity();
    identity.byToken = async () => ({
      ...principal('eve', 'anonymous'),
      jobVisibility: () => {
        throw new ForbiddenError('user has no or unknown roles');
      },
    });
    const { ask, close: end } = await openGraphql({ count: () => 0, list: () => [] }, { identity });
    close = end;
    expect((await ask('{jobs{count hasNextPage items{id}}}')).body).toMatchObject({
      data: null,
      errors: [{ message: 'user has no or unknown roles', path: ['jobs'] }],
    });
  });

  it.each([
    [100, true],
    [101, false],
  ])('gives all of %i rows, where 100 are allowed: %s', async (rows, allowed) => {
    const { ask } = await graphql({ list: (_who, { page }) => jobs(rows).slice(0, page?.itemsPerPage) });
    const { body } = await ask('{jobs(page:{itemsPerPage:-1,page:1}){items{id}}}');
    expect(body.errors?.[0]?.message).toBe(
      allowed
        ? undefined
        : 'the answer would hold more than the 100 rows allowed in one request: ask for a page, or filter more',
    );
  });

  it('counts the rows of all lists of a request, and reads no more once they are too many', async () => {
    let reads = 0;
    const { ask, close: end } = await openGraphql({ list: () => jobs(reads++ < 99 ? 40 : 0) });
    close = end;
    const lists = Array.from({ length: 20 }, (_, at) => `a${at}:jobs{items{id}}`).join(' ');
    const { body } = await ask(`{${lists}}`);
    expect(body).toMatchObject({ data: null });
    expect(reads).toBeLessThan(6);
  });

  it('refuses pages of more rows than a request may read', async () => {
    const { ask } = await graphql({ list: (_who, { page }) => jobs(Math.min(5, page?.itemsPerPage ?? 0)) });
    expect((await ask('{jobs(page:{itemsPerPage:2147483648,page:1}){items{id}}}')).body.errors).toBeUndefined();
    expect((await ask('{jobs(page:{itemsPerPage:101,page:2}){items{id}}}')).body.errors?.[0]?.message).toBe(
      'invalid items-per-page value: 101, at most 100',
    );
  });
});
