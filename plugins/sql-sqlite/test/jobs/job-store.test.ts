import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RebuildJob } from '../../../../core/src/contracts/job-store.js';
import { newJob, openJobSite, seesAll, start, startedJob, stopJob, tag } from './job-site.js';
import type { JobSite } from './job-site.js';

const aDay = 86_400;

describe('SqlJobStore', () => {
  let site: JobSite;
  beforeAll(async () => {
    site = await openJobSite();
  });
  beforeEach(() => site.clear());
  afterAll(() => site.close());

  const rowOf = (id: number): Promise<Record<string, unknown>> => site.driver.knex('job').where({ id }).first();

  describe('start', () => {
    it('stores a job as cc-backend does, and reads it back at once', async () => {
      const id = await site.store.insert(newJob());
      expect(await rowOf(id)).toEqual({
        id,
        job_id: 123,
        cluster: 'alpha',
        subcluster: 'main',
        submit_time: start - 60,
        start_time: start,
        hpc_user: 'alice',
        project: 'p1',
        cluster_partition: 'long',
        array_job_id: 7,
        duration: 0,
        walltime: 3600,
        job_state: 'running',
        meta_data: String.raw`{"jobName":"train \u003c1\u003e","jobScript":"#!/bin/sh\n"}`,
        resources: '[{"hostname":"n001","hwthreads":[0,1],"accelerators":["00:1"]},{"hostname":"n002"}]',
        num_nodes: 2,
        num_hwthreads: 4,
        num_acc: 1,
        smt: 2,
        shared: 'none',
        monitoring_status: 1,
        energy: 0,
        energy_footprint: null,
        footprint: 'null',
      });
      expect(await site.store.findById(id, seesAll)).toEqual(startedJob(id, newJob(), site.now));
      expect(await site.store.metaDataOf(id)).toEqual(newJob().metaData);
      expect(await site.store.energyFootprintOf(id)).toBeUndefined();
    });

    it.each([0, 1, aDay - 1, 1 - aDay])('refuses a twin that started %i seconds later', async (later) => {
      const id = await site.store.insert(newJob());
      await expect(site.store.insert(newJob({ startTime: start + later }))).rejects.toMatchObject({
        code: 'CC_JOB_ALREADY_STARTED',
        kind: 'conflict',
        message: `a job with that jobId, cluster and startTime already exists: dbid: ${id}, jobid: 123`,
      });
    });

    it.each([
      ['a day later', { startTime: start + aDay }],
      ['a day earlier', { startTime: start - aDay }],
      ['on another cluster', { cluster: 'beta' }],
      ['with another id', { jobId: 124 }],
    ])('takes a job %s', async (_, changes) => {
      await site.store.insert(newJob());
      await site.store.insert(newJob(changes));
      expect(await site.store.count({ filters: [], sees: seesAll })).toBe(2);
    });

    it('refuses a twin that has stopped, and one that waits in the cache of cc-backend', async () => {
      const id = await site.store.insert(newJob());
      await stopJob(site.store, id, 'completed', 10);
      await expect(site.store.insert(newJob())).rejects.toMatchObject({ code: 'CC_JOB_ALREADY_STARTED' });
      await site.driver.knex.raw('INSERT INTO job_cache SELECT * FROM job');
      await site.driver.knex('job').delete();
      await expect(site.store.insert(newJob())).rejects.toMatchObject({
        code: 'CC_JOB_ALREADY_STARTED',
        message: 'a job with that jobId, cluster and startTime already exists: jobid: 123',
      });
    });

    it.each([0, 1])('lets exactly one of many simultaneous starts win, with %i tags', async (tags) => {
      const attempts = Array.from({ length: 25 }, (_, i) =>
        site.store.insert(newJob({ startTime: start + i }), tags ? [tag('x')] : []),
      );
      const results = await Promise.allSettled(attempts);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await site.store.count({ filters: [], sees: seesAll })).toBe(1);
    });

    it('makes and attaches tags, each once, with the start or not at all', async () => {
      const first = await site.store.insert(newJob(), [tag('a'), tag('a'), tag('a', 'alice')]);
      const second = await site.store.insert(newJob({ jobId: 5 }), [tag('a')]);
      await expect(site.store.insert(newJob({ jobId: 5 }), [tag('b')])).rejects.toMatchObject({
        code: 'CC_JOB_ALREADY_STARTED',
      });
      const named = async (scopes?: string[]): Promise<unknown> =>
        [...(await site.store.tagsOf([first, second, 99], scopes))].map(([id, tags]) => [
          id,
          ...tags.map((t) => t.scope),
        ]);
      expect(await named()).toEqual([
        [first, 'global', 'alice'],
        [second, 'global'],
      ]);
      expect(await named(['alice'])).toEqual([[first, 'alice']]);
      expect(await site.driver.knex('tag').count()).toEqual([{ 'count(*)': 2 }]);
    });
  });

  describe('stop', () => {
    it('sets state and duration', async () => {
      const id = await site.store.insert(newJob());
      const stopped = await stopJob(site.store, id, 'failed', 77);
      expect(stopped).toEqual({ ...startedJob(id, newJob(), site.now), jobState: 'failed', duration: 77 });
      expect(await site.store.findById(id, seesAll)).toEqual(stopped);
    });

    it('refuses a job that has stopped, or never was', async () => {
      const id = await site.store.insert(newJob());
      const stop = () => site.store.stopNewest({ jobId: 123 }, 'completed', start + 5);
      const stopped = await Promise.all(Array.from({ length: 10 }, stop));
      expect(stopped.filter((job) => job?.id === id)).toHaveLength(1);
      expect(await stop()).toBeUndefined();
      expect(await site.store.stopNewest({ jobId: 4711 }, 'failed', start + 6)).toBeUndefined();
    });

    it('leaves a job alone whose duration would be negative or too long', async () => {
      await site.store.insert(newJob());
      for (const stopTime of [start - 1, start + 2 ** 31])
        expect(await site.store.stopNewest({ jobId: 123 }, 'completed', stopTime)).toBeUndefined();
      expect(await site.store.findNewest({ jobId: 123 })).toMatchObject({ jobState: 'running' });
      const longest = await site.store.stopNewest({ jobId: 123 }, 'completed', start + 2 ** 31 - 1);
      expect(longest).toMatchObject({ duration: 2 ** 31 - 1 });
    });

    it('finds the newest of several', async () => {
      await site.store.insert(newJob());
      const second = await site.store.insert(newJob({ startTime: start + 2 * aDay }));
      const third = await site.store.insert(newJob({ cluster: 'beta' }));
      const newest = async (criteria: object): Promise<number | undefined> =>
        (await site.store.findNewest({ jobId: 123, ...criteria }))?.id;
      expect(await newest({})).toBe(third);
      expect(await newest({ cluster: 'alpha' })).toBe(second);
      expect(await newest({ startTime: start, cluster: 'alpha' })).toBe(1);
      expect(await newest({ jobId: 1 })).toBeUndefined();
    });
  });

  describe('archiving', () => {
    it('knows what waits, oldest first, and ends the waiting in one step', async () => {
      const late = await site.store.insert(newJob({ jobId: 1, startTime: start + 5 }));
      const early = await site.store.insert(newJob({ jobId: 2 }));
      const running = await site.store.insert(newJob({ jobId: 3 }));
      const unmonitored = await site.store.insert(newJob({ jobId: 4, monitoringStatus: 0 }));
      for (const id of [late, early, unmonitored]) await stopJob(site.store, id, 'completed', 10);
      const waiting = async (): Promise<number[]> => (await site.store.waitingForArchive()).map(({ id }) => id);
      expect(await waiting()).toEqual([early, late]);
      const result = { footprint: { b_avg: 2, a_max: 1.5 }, energyFootprint: { cpu: 0.25 }, energy: 0.25 };
      await site.store.markArchived(early, result);
      await site.store.setMonitoringStatus(late, 2);
      expect(await waiting()).toEqual([]);
      expect(await rowOf(early)).toMatchObject({
        footprint: '{"a_max":1.5,"b_avg":2}',
        energy_footprint: '{"cpu":0.25}',
        energy: 0.25,
        monitoring_status: 3,
      });
      expect(await site.store.energyFootprintOf(early)).toEqual({ cpu: 0.25 });
      expect(await site.store.energyFootprintOfAll([early, 999])).toEqual(new Map([[early, { cpu: 0.25 }]]));
      expect((await site.store.findById(early, seesAll))?.footprint).toEqual(result.footprint);
      await site.store.setFootprint(early, { late: 1 });
      await site.store.setFootprint(running, { live: 1 });
      expect((await site.store.findById(early, seesAll))?.footprint).toEqual(result.footprint);
      expect((await site.store.findById(running, seesAll))?.footprint).toEqual({ live: 1 });
      await expect(site.store.markArchived(99, result)).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
      await expect(site.store.setMonitoringStatus(99, 2)).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
    });
  });

  describe('running jobs', () => {
    it('says which hosts are in use, leaving out what cannot be read', async () => {
      await site.store.insert(newJob({ jobId: 1 }));
      await site.store.insert(newJob({ jobId: 2, cluster: 'beta', resources: [{ hostname: 'b1' }] }));
      await site.store.insert(newJob({ jobId: 3, startTime: start + 50, resources: [{ hostname: 'late' }] }));
      const broken = await site.store.insert(newJob({ jobId: 4, cluster: 'beta', resources: [{ hostname: 'b2' }] }));
      const stopped = await site.store.insert(newJob({ jobId: 5, resources: [{ hostname: 'gone' }] }));
      await stopJob(site.store, stopped, 'completed', 1);
      await site.driver.knex('job').where({ id: broken }).update({ resources: '[' });
      expect([...(await site.store.hostsInUse(start + 50))]).toEqual([
        ['alpha', ['n001', 'n002']],
        ['beta', ['b1']],
      ]);
      expect(site.log.join('\n')).toContain('left out of the hosts in use');
      expect((await site.store.runningOn('alpha')).map(({ jobId }) => jobId)).toEqual([1, 3]);
      expect(await site.store.partitionsOf('alpha')).toEqual(['long']);
    });

    it('refreshes their stored durations', async () => {
      const id = await site.store.insert(newJob());
      const stopped = await site.store.insert(newJob({ jobId: 2 }));
      await stopJob(site.store, stopped, 'completed', 1);
      expect(await site.store.refreshDurations(start + 500)).toBe(1);
      expect([(await rowOf(id))['duration'], (await rowOf(stopped))['duration']]).toEqual([500, 1]);
    });
  });

  describe('rows that others wrote', () => {
    it('reads BLOBs, NULLs and null', async () => {
      const id = await site.store.insert(newJob());
      await site.driver.knex.raw(
        `UPDATE job SET resources = CAST(resources AS BLOB), meta_data = CAST(meta_data AS BLOB), footprint = NULL,
         cluster_partition = NULL, array_job_id = NULL, num_hwthreads = NULL, num_acc = NULL`,
      );
      const expected = {
        ...startedJob(id, newJob(), site.now),
        partition: '',
        arrayJobId: 0,
        numHwthreads: 0,
        numAcc: 0,
      };
      expect(await site.store.findById(id, seesAll)).toEqual(expected);
      expect(await site.store.metaDataOf(id)).toEqual(newJob().metaData);
      await site.driver.knex('job').update({ meta_data: 'null', footprint: Buffer.from('{"a_avg":1}') });
      expect(await site.store.metaDataOf(id)).toBeUndefined();
      expect((await site.store.findById(id, seesAll))?.footprint).toEqual({ a_avg: 1 });
    });

    it.each([
      ['resources', 'no JSON'],
      ['resources', '{"hostname":"n1"}'],
      ['footprint', '[1]'],
      ['footprint', '{"a":"b"}'],
    ])('names the row whose %s is %s', async (column, text) => {
      const id = await site.store.insert(newJob());
      await site.driver.knex('job').update({ [column]: text });
      await expect(site.store.findById(id, seesAll)).rejects.toMatchObject({
        code: 'CC_CORRUPT_DATA',
        message: expect.stringContaining(`job ${id} in the database: ${column}`),
      });
    });
  });

  describe('visibility', () => {
    it('hides jobs of others, also from filters that would match', async () => {
      const own = await site.store.insert(newJob({ jobId: 1 }));
      const project = await site.store.insert(newJob({ jobId: 2, user: 'bob', project: 'p2' }));
      const hidden = await site.store.insert(newJob({ jobId: 3, user: 'carol', project: 'p3' }));
      const sees = { all: false, user: 'alice', projects: ['p2'] } as const;
      const all = await site.store.list({ filters: [{ cluster: { eq: 'alpha' } }], sees });
      expect(all.map(({ id }) => id)).toEqual([own, project]);
      expect(await site.store.count({ filters: [{ user: { neq: 'nobody' } }], sees })).toBe(2);
      expect(await site.store.findById(hidden, sees)).toBeUndefined();
      expect((await site.store.findById(project, sees))?.id).toBe(project);
      expect(await site.store.findById(project, { all: false, user: 'alice', projects: [] })).toBeUndefined();
    });

    it('lets no tag be a filter that the asker may not read', async () => {
      const id = await site.store.insert(newJob(), [tag('a'), tag('secret', 'alice')]);
      const tags = [...((await site.store.tagsOf([id], undefined)).get(id) ?? [])];
      const count = (tagIds: number[], tagScopes?: string[]): Promise<number> =>
        site.store.count({ filters: [{ tagIds }], sees: seesAll, ...(tagScopes && { tagScopes }) });
      const secret = tags.find(({ name }) => name === 'secret')?.id ?? 0;
      expect(await count([secret])).toBe(1);
      expect(await count([secret], ['global', 'alice'])).toBe(1);
      expect(await count([secret], ['global'])).toBe(0);
      expect(await count([])).toBe(0);
    });
  });

  describe('rebuild', () => {
    const archived = (changes: Partial<RebuildJob>): RebuildJob => ({
      ...newJob(),
      jobState: 'completed',
      duration: 60,
      footprint: { a_avg: 1 },
      energyFootprint: {},
      energy: 2,
      tags: [],
      ...changes,
    });
    async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
      yield* items;
    }

    it('keeps the ids of jobs that stay, and the scopes of tags', async () => {
      await site.store.insert(newJob({ jobId: 1 }), [tag('old')]);
      const second = await site.store.insert(newJob({ jobId: 2 }));
      const report = await site.store.rebuild(
        each([
          archived({ jobId: 3, tags: [tag('mine', 'bob')] }),
          archived({ jobId: 2, tags: [tag('mine', 'bob'), tag('mine')] }),
          archived({ jobId: 4, shared: 'nonsense' as 'none' }),
        ]),
      );
      expect(report).toEqual({
        jobs: 2,
        skipped: [{ job: { cluster: 'alpha', jobId: 4, startTime: start }, reason: expect.stringContaining('CHECK') }],
      });
      const jobs = await site.store.list({ filters: [], sees: seesAll });
      expect(jobs.map(({ jobId, jobState, monitoringStatus }) => [jobId, jobState, monitoringStatus])).toEqual([
        [2, 'completed', 3],
        [3, 'completed', 3],
      ]);
      expect(jobs[0]?.id).toBe(second);
      const tags = await site.store.tagsOf([second], undefined);
      expect(tags.get(second)?.map(({ name, scope }) => [name, scope])).toEqual([
        ['mine', 'bob'],
        ['mine', 'global'],
      ]);
    });

    it('leaves everything as it was when the archive cannot be read to the end', async () => {
      await site.store.insert(newJob({ jobId: 1 }), [tag('old')]);
      async function* broken(): AsyncGenerator<RebuildJob> {
        yield archived({ jobId: 9 });
        throw new Error('no disk');
      }
      await expect(site.store.rebuild(broken())).rejects.toThrow('no disk');
      const [job] = await site.store.list({ filters: [], sees: seesAll });
      expect(job?.jobId).toBe(1);
      expect((await site.store.tagsOf([1], undefined)).get(1)).toHaveLength(1);
    });
  });
});
