import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FindConcurrentJobs } from '../../../../core/src/jobs/find-concurrent-jobs.js';
import { principal } from '../../../../core/test/http/http-harness.js';
import { newJob, openJobSite, seesAll, start, stopJob } from './job-site.js';
import type { JobSite } from './job-site.js';

let site: JobSite;
beforeEach(async () => {
  site = await openJobSite();
});
afterEach(() => site.close());

/** What the seed says of the job database, each as this server does it. */
describe('behaviours of the seed', () => {
  it('seed behaviour 11, database defaults: 2048 MB of page cache a connection, 16384 MB in all, 60000 ms for a lock', async () => {
    const valueOf = async (pragma: string): Promise<unknown> => {
      const [row] = (await site.driver.knex.raw(`PRAGMA ${pragma}`)) as Record<string, unknown>[];
      return Object.values(row ?? {})[0];
    };
    const read = async () => [
      await valueOf('cache_size'), // negative: in KiB
      await valueOf('soft_heap_limit'),
      await valueOf('busy_timeout'),
    ];
    const wanted = [-2048 * 1024, 16_384 * 1024 * 1024, 60_000];
    expect(await read()).toEqual(wanted);
    // Of the thread that writes, too.
    await site.driver.knex.transaction(async (knex) => {
      const [row] = (await knex.raw('PRAGMA cache_size')) as Record<string, unknown>[];
      expect(Object.values(row ?? {})).toEqual([wanted[0]]);
    });
  });

  it('seed behaviour 11, database defaults: jobs of up to 600 s are too short to have neighbours', async () => {
    const resources = [{ hostname: 'n001' }];
    const add = async (jobId: number, seconds: number) => {
      const id = await site.store.insert(newJob({ jobId, shared: 'multi_user', resources }));
      return stopJob(site.store, id, 'completed', seconds);
    };
    const find = async (jobId: number, seconds: number) =>
      (await new FindConcurrentJobs(site.store).run(principal('root', 'admin'), await add(jobId, seconds)))?.length;
    site.now = start + 10_000;
    expect(await find(1, 600)).toBeUndefined();
    expect(await find(2, 601)).toBe(2);
  });

  it('seed behaviour 12, range filters: zero is a boundary like any other number', async () => {
    for (const numAcc of [0, 1, 4]) await site.store.insert(newJob({ jobId: 10 + numAcc, numAcc }));
    const found = async (range: { from?: number; to?: number }) => {
      const jobs = await site.store.list({
        filters: [{ numAcc: range }],
        order: { by: { column: 'id' }, direction: 'asc' },
        sees: seesAll,
      });
      return jobs.map(({ numAcc }) => numAcc);
    };
    expect(await found({ from: 0, to: 0 })).toEqual([0]);
    expect(await found({ to: 0 })).toEqual([0]);
    expect(await found({ from: 0 })).toEqual([0, 1, 4]);
    expect(await found({ from: 0, to: 1 })).toEqual([0, 1]);
  });
});
