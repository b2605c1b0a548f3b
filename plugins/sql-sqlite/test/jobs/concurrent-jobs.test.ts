import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '@cc-kernel/core/plugin';
import { collectingLog } from '@cc-kernel/core/testing';
import type { Job, NewJob } from '../../../../core/src/domain/job.js';
import { FindConcurrentJobs } from '../../../../core/src/jobs/find-concurrent-jobs.js';
import { JobAnnouncements } from '../../../../core/src/jobs/job-announcements.js';
import { ListPartitions } from '../../../../core/src/jobs/list-partitions.js';
import { principal } from '../../../../core/test/http/http-harness.js';
import { newJob, openJobSite, seesAll, start, stopJob } from './job-site.js';
import type { JobSite } from './job-site.js';

let site: JobSite;
beforeAll(async () => {
  site = await openJobSite();
});
beforeEach(() => site.clear());
afterAll(() => site.close());

const on = (...hosts: readonly string[]) => hosts.map((hostname) => ({ hostname }));

async function add(jobId: number, changes: Partial<NewJob>, seconds?: number): Promise<Job> {
  const id = await site.store.insert(newJob({ jobId, shared: 'multi_user', resources: on('n001'), ...changes }));
  if (seconds !== undefined) return stopJob(site.store, id, 'completed', seconds);
  return (await site.store.findById(id, seesAll))!;
}

describe('FindConcurrentJobs', () => {
  const find = async (job: Job, who: Principal = principal('root', 'admin')) =>
    (await new FindConcurrentJobs(site.store).run(who, job))?.map(({ jobId }) => jobId);

  it('finds jobs that shared a node for longer than 200 seconds, the job itself among them', async () => {
    site.now = start + 10_000;
    const job = await add(1, {}, 3600);
    await add(2, { startTime: start - 1000 }, 1201); // ends 201 s after the start
    await add(3, { startTime: start - 1000 }, 1200);
    await add(4, { startTime: start + 3399 }, 50); // starts 201 s before the end
    await add(5, { startTime: start + 3400 }, 50);
    await add(6, { startTime: start + 3400 }); // runs, so 200 s before the end is enough
    await add(7, { startTime: start + 3401 });
    await add(8, { resources: on('n002') }, 3600);
    await add(9, { cluster: 'beta' }, 3600);
    expect(await find(job)).toEqual([2, 1, 4, 6]);
  });

  it('looks at all nodes of the job', async () => {
    const job = await add(1, { resources: on('n001', 'n002') }, 3600);
    await add(2, { resources: on('n002', 'n003') }, 3600);
    expect(await find(job)).toEqual([1, 2]);
  });

  it('takes now for the end of a running job', async () => {
    site.now = start + 700;
    const job = await add(1, {});
    await add(2, { startTime: start + 500 });
    await add(3, { startTime: start + 501 });
    expect(await find(job)).toEqual([1, 2]);
  });

  it('shows only what the asker may see', async () => {
    const job = await add(1, {}, 3600);
    await add(2, { user: 'bob' }, 3600);
    const alice = {
      ...principal('alice', 'user'),
      jobVisibility: () => ({ all: false as const, user: 'alice', projects: [] }),
    };
    expect(await find(job, alice)).toEqual([1]);
  });

  it.each([
    ['has its nodes to itself', { shared: 'none' as const }, 3600],
    ['is short', {}, 600],
    ['has no nodes', { resources: [] }, 3600],
  ])('has none for a job that %s', async (_what, changes, seconds) => {
    expect(await find(await add(1, changes, seconds))).toBeUndefined();
  });
});

describe('ListPartitions', () => {
  it('knows the partitions of all jobs, and of those that start later', async () => {
    await add(1, { partition: 'long' }, 10);
    await add(2, { partition: 'fast' });
    await add(3, { partition: 'long' });
    await add(4, { cluster: 'beta', partition: 'other' });
    const events = new JobAnnouncements(collectingLog().logger);
    const list = new ListPartitions(site.store, events);
    expect([await list.run('alpha'), await list.run('nosuch')]).toEqual([['fast', 'long'], []]);
    events.started(await add(5, { partition: 'debug' }));
    await expect.poll(() => list.run('alpha')).toEqual(['debug', 'fast', 'long']);
  });

  it('asks again after a failure', async () => {
    let calls = 0;
    const failing = {
      partitionsOf: () => (calls++ === 0 ? Promise.reject(new Error('busy')) : Promise.resolve(['long'])),
    } as unknown as JobSite['store'];
    const list = new ListPartitions(failing, new JobAnnouncements(collectingLog().logger));
    await expect(list.run('alpha')).rejects.toThrow('busy');
    expect(await list.run('alpha')).toEqual(['long']);
  });
});
