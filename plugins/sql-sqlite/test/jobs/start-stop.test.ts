import type { ClusterCatalog, JobEvents, Principal } from '@cc-kernel/core/plugin';
import { collectingLog } from '@cc-kernel/core/testing';
import { CountJobs, FindJob, ListJobs, StartJob, StopJob, parseNewJob, parseStopJob } from '@cc-kernel/core/use-cases';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { principalOf, systemPrincipal } from '../../../../core/src/access/principal.js';
import type { JobArchive } from '../../../../core/src/contracts/job-archive.js';
import { SubClusterFinder } from '../../../../core/src/domain/assign-sub-cluster.js';
import type { Cluster, SubCluster } from '../../../../core/src/domain/cluster.js';
import type { ArchivedJob, Job, JobIdentity } from '../../../../core/src/domain/job.js';
import { JobAnnouncements } from '../../../../core/src/jobs/job-announcements.js';
import { JobPlacement } from '../../../../core/src/jobs/job-placement.js';
import { JobViews } from '../../../../core/src/jobs/job-view.js';
import { openJobSite, seesAll, start } from './job-site.js';
import type { JobSite } from './job-site.js';

const subCluster = (name: string, nodes: string, threads: number): SubCluster =>
  ({ name, nodes, topology: { node: Array.from({ length: threads }, (_, i) => i) } }) as unknown as SubCluster;
const clusters: Cluster[] = [
  {
    name: 'alpha',
    metricConfig: [],
    subClusters: [subCluster('main', 'n[01-08]', 4), subCluster('fat', 'f[1-2],n08', 8)],
  },
  { name: 'beta', metricConfig: [], subClusters: [subCluster('all', '*', 2)] },
];
const finders = new Map(clusters.map((cluster) => [cluster.name, new SubClusterFinder(cluster)]));
const catalog: ClusterCatalog = {
  clusters,
  find: (name) => clusters.find((cluster) => cluster.name === name),
  globalMetrics: [],
  unrestrictedMetrics: [],
  subClusterOf: (cluster, host) => finders.get(cluster)?.of(host),
};

const somebody = (username: string, ...roles: string[]): Principal =>
  principalOf({ username, name: '', email: '', roles, projects: [], authSource: 0 }, 'token');
const service = somebody('batch', 'api');

const document = (changes: object = {}): Record<string, unknown> => ({
  jobId: 1,
  cluster: 'alpha',
  user: 'alice',
  project: 'p',
  startTime: start,
  numNodes: 2,
  resources: [{ hostname: 'n01', hwthreads: [0, 3] }, { hostname: 'n02' }],
  ...changes,
});

describe('the life of a job', () => {
  let site: JobSite;
  let events: JobEvents;
  let heard: [string, Job][];
  let startJob: StartJob;
  let stopJob: StopJob;
  let views: JobViews;
  let archive: { loadMeta(job: JobIdentity): Promise<ArchivedJob | undefined> };
  const log = collectingLog();

  beforeAll(async () => {
    site = await openJobSite();
  });
  afterAll(() => site.close());
  beforeEach(async () => {
    await site.clear();
    const own: typeof heard = []; // announcements of an earlier test may still be on their way
    heard = own;
    events = new JobAnnouncements(log.logger);
    for (const event of ['started', 'stopped'] as const) events.on(event, (job) => own.push([event, job]));
    startJob = new StartJob(site.store, events, new JobPlacement(catalog), site.clock);
    stopJob = new StopJob(site.store, events);
    archive = { loadMeta: () => Promise.resolve(undefined) };
    const readsArchive: Pick<JobArchive, 'loadMeta'> = { loadMeta: (job) => archive.loadMeta(job) };
    views = new JobViews(site.store, readsArchive as JobArchive, log.logger);
  });

  const begin = (changes: object = {}, who = service): Promise<{ id: number; warnings: readonly string[] }> => {
    const { job, tags } = parseNewJob(document(changes));
    return startJob.run(who, job, tags);
  };
  const end = (changes: object = {}): Promise<Job> =>
    stopJob.run(service, parseStopJob({ jobId: 1, stopTime: start + 60, ...changes }));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is visible between start and stop, and announced at both', async () => {
    const { id, warnings } = await begin();
    expect(warnings).toEqual([]);
    const running = await site.store.findById(id, seesAll);
    expect(running).toMatchObject({
      jobState: 'running',
      subCluster: 'main',
      monitoringStatus: 1,
      shared: 'none',
      smt: 0,
    });
    const stopped = await end({ jobState: 'failed' });
    expect(stopped).toMatchObject({ id, jobState: 'failed', duration: 60 });
    await turn();
    expect(heard).toEqual([
      ['started', { ...running, metaData: undefined }],
      ['stopped', stopped],
    ]);
  });

  it('is not disturbed by a listener that fails', async () => {
    const leave = events.on('started', () => {
      throw new Error('listener broke');
    });
    await begin();
    leave();
    await turn();
    expect(heard).toHaveLength(1);
    expect(log.lines.join('\n')).toContain('a listener to job events failed');
  });

  describe('start', () => {
    it.each<[string, object, string]>([
      ['an unknown key, with the nearest', { jobid: 5 }, 'unknown field "jobid", did you mean "jobId"?'],
      [
        'an unknown key of a resource',
        { resources: [{ host: 'n01' }], numNodes: 1 },
        'unknown field "resources[0].host"',
      ],
      ['no jobId', { jobId: undefined }, 'jobId is required'],
      ['jobId 0', { jobId: 0 }, 'jobId must be at least 1'],
      ['jobId as text', { jobId: '1' }, 'jobId must be a whole number'],
      ['a fraction', { numNodes: 1.5 }, 'numNodes must be a whole number'],
      ['no startTime', { startTime: undefined }, 'startTime is required'],
      ['a negative startTime', { startTime: -5 }, 'startTime must be at least 1'],
      ['no user', { user: '' }, 'user must not be empty'],
      ['no cluster', { cluster: null }, 'cluster is required'],
      ['a long user', { user: 'x'.repeat(300) }, 'user must have at most 255 characters, has 300'],
      ['NUL in a name', { project: 'a\0b' }, 'project must not contain'],
      ['no resources', { resources: [], numNodes: 1 }, 'resources must not be empty'],
      ['no numNodes', { numNodes: undefined }, 'numNodes is required'],
      ['another number of nodes', { numNodes: 3 }, 'resources must name as many nodes as numNodes says (3), has 2'],
      ['a negative numAcc', { numAcc: -1 }, 'numAcc must be at least 0'],
      [
        'numHwthreads beyond 31 bits',
        { numHwthreads: 2 ** 31 },
        'numHwthreads must be at least 0 and at most 2147483647',
      ],
      [
        'an unknown value of shared',
        { shared: 'all' },
        'shared must be one of none, single_user, multi_user, is "all"',
      ],
      ['an unknown monitoring status', { monitoringStatus: 4 }, 'monitoringStatus must be at least 0 and at most 3'],
      ['smt out of range', { smt: -1 }, 'smt must be at least 0'],
      ['metadata that is no text', { metaData: { a: 1 } }, 'metaData.a must be a string'],
      ['a host twice', { resources: [{ hostname: 'n01' }, { hostname: 'n01' }] }, 'resources has the host "n01" twice'],
      [
        'hwthreads that are no numbers',
        { resources: [{ hostname: 'n01', hwthreads: [-1] }, { hostname: 'n02' }] },
        'hwthreads must be a list',
      ],
      ['a tag without a name', { tags: [{ type: 'a', name: '' }] }, 'tags[0].name must not be empty'],
      ['an unknown cluster', { cluster: 'gamma' }, 'unknown cluster "gamma"'],
      ['an unknown subCluster', { subCluster: 'x' }, 'no subCluster "x"'],
      [
        'an unknown first host',
        { resources: [{ hostname: 'x' }, { hostname: 'n02' }] },
        'no subCluster of alpha has the host "x"',
      ],
      [
        'an unknown further host',
        { resources: [{ hostname: 'n01' }, { hostname: 'x' }] },
        'host "x" is unknown in cluster alpha',
      ],
      [
        'hosts of two subClusters',
        { resources: [{ hostname: 'n01' }, { hostname: 'f1' }] },
        'host "f1" lies in subCluster fat of alpha, the job in main',
      ],
      ['hosts of another subCluster than named', { subCluster: 'fat' }, 'host "n01" lies in subCluster main'],
      [
        'an hwthread that does not exist',
        { resources: [{ hostname: 'n01', hwthreads: [4] }, { hostname: 'n02' }] },
        'hwthread 4 of n01 does not exist',
      ],
    ])('refuses %s', async (_, changes, message) => {
      await expect((async () => begin(changes))()).rejects.toMatchObject({
        code: 'CC_INVALID_INPUT',
        message: expect.stringContaining(message),
      });
      expect(await site.store.count({ filters: [], sees: seesAll })).toBe(0);
    });

    it.each([null, [], 'text', 5])('refuses %j as a document', (whole) => {
      expect(() => parseNewJob(whole)).toThrow('the document must be an object');
    });

    it('names everything that is wrong at once', () => {
      expect(() => parseNewJob({ clusters: 'a', jobId: 'b' })).toThrow(/"clusters".*jobId.*startTime/);
    });

    it('takes all fields of a job, those that a start does not use too', async () => {
      const unused = {
        id: 7,
        jobState: 'nonsense',
        statistics: null,
        footprint: { cpu_load_avg: 2.5 },
        energyFootprint: null,
        energy: 1,
        concurrentJobs: { items: null, count: 0 },
        requestedMemory: 5,
      };
      const { id } = await begin({ ...unused, subCluster: 'main', tags: null, metaData: null, partition: null });
      expect(await site.store.findById(id, seesAll)).toMatchObject({
        jobState: 'running',
        footprint: { cpu_load_avg: 2.5 },
        energy: 1,
        partition: '',
      });
    });

    it.each([
      { jobState: 3 },
      { footprint: 'x' },
      { footprint: { a: '1' } },
      { energyFootprint: [] },
      { energy: '1' },
      { statistics: 1 },
      { concurrentJobs: [] },
      { requestedMemory: 1.5 },
      { id: 'x' },
    ])('refuses %j, though a start does not use all of it', (field) => {
      const [key = ''] = Object.keys(field);
      expect(() => parseNewJob({ ...field })).toThrow(new RegExp(`${key}\\S* must be`));
    });

    it('takes a host that two subClusters list where the job says which', async () => {
      const nodes = { resources: [{ hostname: 'f1' }, { hostname: 'n08', hwthreads: [7] }] };
      await expect(begin(nodes)).rejects.toThrow('n08');
      expect((await site.store.findById((await begin({ ...nodes, subCluster: 'fat' })).id, seesAll))?.subCluster).toBe(
        'fat',
      );
      await begin({ cluster: 'beta', jobId: 2, resources: [{ hostname: 'x' }, { hostname: 'y' }] });
    });

    it('is refused twice, whoever is first', async () => {
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => begin()));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await turn();
      expect(heard.filter(([event]) => event === 'started')).toHaveLength(1);
    });

    it('attaches the tags that the caller may write, and warns of the others', async () => {
      const tags = [
        { type: 'a', name: 'g' },
        { type: 'a', name: 'adm', scope: 'admin' },
        { type: 'a', name: 'own', scope: 'batch' },
        { type: 'a', name: 'foreign', scope: 'bob' },
      ];
      const { id, warnings } = await begin({ tags });
      expect(warnings).toEqual(['tag "a:foreign": scope "bob" is private to another user']);
      expect((await site.store.tagsOf([id], undefined)).get(id)?.map(({ name }) => name)).toEqual(['g', 'adm', 'own']);
      const limited = await begin({ jobId: 2, tags }, somebody('bob', 'api', 'user'));
      expect(limited.warnings).toHaveLength(3);
      expect((await site.store.tagsOf([limited.id], undefined)).get(limited.id)?.map(({ name }) => name)).toEqual([
        'foreign',
      ]);
    });

    it('keeps the job when a file of cc-backend has no room for a second scope', async () => {
      await site.driver.knex.raw('CREATE UNIQUE INDEX narrow ON tag (tag_type, tag_name)');
      await begin({
        tags: [
          { type: 'a', name: 'b' },
          { type: 'c', name: 'd' },
        ],
      });
      const { id, warnings } = await begin({
        jobId: 2,
        tags: [
          { type: 'a', name: 'b', scope: 'batch' },
          { type: 'c', name: 'd' },
        ],
      });
      expect(warnings).toEqual(['tag "a:b" exists with another scope than "batch"']);
      expect((await site.store.tagsOf([id], undefined)).get(id)?.map(({ name }) => name)).toEqual(['d']);
      await site.driver.knex.raw('DROP INDEX narrow');
    });

    it('needs the role api', async () => {
      await expect(begin({}, somebody('alice', 'user'))).rejects.toMatchObject({ code: 'CC_FORBIDDEN' });
      await begin({}, systemPrincipal());
    });
  });

  describe('stop', () => {
    it.each<[string, object, string]>([
      ['no jobId', { jobId: undefined }, 'jobId is required'],
      ['no stopTime', { stopTime: undefined }, 'stopTime is required'],
      ['an unknown key', { stoptime: 1 }, 'did you mean "stopTime"?'],
      ['an unknown state', { jobState: 'done' }, 'jobState must be one of'],
      ['a state that is no end', { jobState: 'running' }, 'jobState must be one of'],
      ['a stop before the start', { stopTime: start - 1 }, 'lies before'],
      ['a duration beyond 31 bits', { stopTime: start + 2 ** 31 }, 'more than 31 bits hold'],
    ])('refuses %s', async (_, changes, message) => {
      await begin();
      await expect((async () => end(changes))()).rejects.toMatchObject({
        code: 'CC_INVALID_INPUT',
        message: expect.stringContaining(message),
      });
      expect(await site.store.findById(1, seesAll)).toMatchObject({ jobState: 'running' });
    });

    it('tells an unknown job from one that has stopped', async () => {
      await expect(end()).rejects.toMatchObject({ code: 'CC_NOT_FOUND', message: 'finding job failed: no job 1' });
      await begin();
      await expect(end({ cluster: 'beta' })).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
      expect(await end({ stopTime: start, jobState: '', cluster: 'alpha', startTime: start })).toMatchObject({
        jobState: 'completed',
        duration: 0,
      });
      await expect(end()).rejects.toMatchObject({
        code: 'CC_CONFLICT',
        message: expect.stringContaining('already been stopped'),
      });
    });
  });

  describe('views', () => {
    it('show jobs, tags and counts as far as the viewer may see them', async () => {
      await begin({
        tags: [
          { type: 'a', name: 'shown' },
          { type: 'a', name: 'hidden', scope: 'batch' },
        ],
      });
      await begin({ jobId: 2, user: 'bob', metaData: { jobName: 'x' } });
      const [list, find, count] = [
        new ListJobs(site.store, views),
        new FindJob(site.store, views),
        new CountJobs(site.store),
      ];
      const alice = somebody('alice', 'user');
      const seen = await list.run(alice, { filters: [] });
      expect(seen.map(({ job, tags }) => [job.jobId, tags.map(({ name }) => name)])).toEqual([[1, ['shown']]]);
      expect(await count.run(alice, [])).toBe(1);
      expect(await count.run(service, [])).toBe(2);
      await expect(find.run(alice, 2)).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
      await expect(find.run(alice, 99)).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
      const view = await find.run(service, 2);
      expect([view.metaData, view.job.metaData]).toEqual([{ jobName: 'x' }, { jobName: 'x' }]);
      const nobody = somebody('x', 'anonymous');
      await expect(list.run(nobody, { filters: [] })).rejects.toMatchObject({ code: 'CC_FORBIDDEN' });
      await expect(count.run(nobody, [])).rejects.toMatchObject({ code: 'CC_FORBIDDEN' });
    });

    it('leave out statistics that cannot be read, and say so in the log', async () => {
      for (const jobId of [1, 2, 3]) {
        const { id } = await begin({ jobId });
        await end({ jobId });
        if (jobId < 3) await site.store.markArchived(id, { footprint: {}, energyFootprint: { cpu: 1 }, energy: 1 });
      }
      const statistics = { load: { unit: { base: '' }, avg: 1, min: 0, max: 2 } };
      archive = {
        loadMeta: ({ jobId }) =>
          jobId === 1
            ? Promise.resolve({ statistics } as unknown as ArchivedJob)
            : Promise.reject(new Error('unreadable')),
      };
      const list = new ListJobs(site.store, views);
      const found = await list.run(service, { filters: [], with: { statistics: true, energyFootprint: true } });
      expect(found.map((view) => view.statistics)).toEqual([statistics, undefined, undefined]);
      expect(found.map(({ job }) => job.energyFootprint)).toEqual([{ cpu: 1 }, { cpu: 1 }, undefined]);
      expect(log.lines.join('\n')).toContain('could not be read from the archive');
    });
  });
});
