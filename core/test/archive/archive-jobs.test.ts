import { expect, it } from 'vitest';
import { ArchiveJobs } from '../../src/archive/archive-jobs.js';
import { ArchiveOneJob } from '../../src/archive/archive-one-job.js';
import { CollectJobData } from '../../src/archive/collect-job-data.js';
import { DocumentJobArchive } from '../../src/archive/document-job-archive.js';
import { UpdateFootprints } from '../../src/archive/update-footprints.js';
import type { Job } from '../../src/domain/job.js';
import { readCluster } from '../../src/domain/read-cluster.js';
import { CorruptDataError, UnavailableError } from '../../src/errors/index.js';
import { MemoryArchiveTarget } from '../../src/testing/memory-archive-target.js';
import { dataOf, metricOf, minimalJob, series } from '../domain/sample-job.js';
import { FakeEvents, FakeReader, LinesLog, SetClock, catalogOf, fakeStore } from './fakes.js';

const cluster = readCluster(
  {
    name: 'alpha',
    metricConfig: [
      { name: 'cpu_load', timestep: 60, scope: 'node', unit: { base: '' }, footprint: 'avg' },
      {
        name: 'mem_used',
        timestep: 60,
        scope: 'node',
        unit: { base: 'B', prefix: 'G' },
        footprint: 'avg',
        subClusters: [{ name: 'main', footprint: 'max' }],
      },
      { name: 'cpu_power', timestep: 60, scope: 'socket', unit: { base: 'W' }, energy: 'power' },
      { name: 'clock', timestep: 60, scope: 'hwthread' },
      { name: 'acc_power', timestep: 60, scope: 'accelerator', unit: { base: 'W' }, energy: 'power' },
    ],
    subClusters: [{ name: 'main', nodes: 'n[01-99]' }],
  },
  'alpha/cluster.json',
);

const samples = dataOf({
  cpu_load: { node: metricOf(series('n01', [1, 2]), series('n02', [3, 4.011])) },
  mem_used: { node: metricOf(series('n01', [10, 30])) },
  cpu_power: { node: metricOf(series('n01', [250.5])), core: metricOf(series('n01', [250.5], '0')) },
  acc_power: { accelerator: metricOf(series('n01', [100], 'x')), node: metricOf(series('n01', [100])) },
});

function stoppedJob(id: number, values: Partial<Job> = {}): Job {
  const { tags: _tags, statistics: _statistics, ...job } = minimalJob;
  const resources = [{ hostname: 'n01' }, { hostname: 'n02' }];
  return { ...job, id, jobId: id, numNodes: 2, resources, duration: 5400, monitoringStatus: 1, ...values };
}

async function house() {
  const target = new MemoryArchiveTarget();
  await target.open();
  const [log, clock, events, reader, { store, jobs, metaData, tags }] = [
    new LinesLog(),
    new SetClock(),
    new FakeEvents(),
    new FakeReader(),
    fakeStore(),
  ];
  reader.data = samples;
  const catalog = catalogOf(cluster);
  const archive = new DocumentJobArchive(target, log);
  const one = new ArchiveOneJob(store, archive, catalog, new CollectJobData(reader), events, log);
  const archiver = new ArchiveJobs(store, events, one, clock, log);
  archiver.listen();
  const footprints = new UpdateFootprints(catalog, store, reader, log);
  return { archive, archiver, clock, events, footprints, jobs, log, metaData, reader, store, tags, target };
}

it('archives a job that stops, with statistics, tags and metadata, and commits footprint and energy', async () => {
  const { archive, archiver, events, jobs, metaData, tags } = await house();
  const job = stoppedJob(7);
  jobs.set(7, job);
  metaData.set(7, { jobName: 'cfd' });
  tags.set(7, [{ id: 1, type: 'app', name: 'gromacs', scope: 'global' }]);
  events.stopped(job);
  await archiver.idle();
  const statistics = {
    cpu_load: { unit: { base: '' }, avg: 2.51, min: 1, max: 4.01 },
    mem_used: { unit: { base: 'B', prefix: 'G' }, avg: 10, min: 10, max: 30 },
    cpu_power: { unit: { base: 'W' }, avg: 125.25, min: 250.5, max: 250.5 },
  };
  expect(await archive.loadMeta(job)).toEqual({
    ...job,
    metaData: { jobName: 'cfd' },
    tags: [{ id: 1, type: 'app', name: 'gromacs', scope: 'global' }],
    statistics,
  });
  expect([...(await archive.loadData(job))!.keys()]).toEqual(['cpu_load', 'cpu_power', 'mem_used']);
  expect(jobs.get(7)).toEqual({
    ...job,
    monitoringStatus: 3,
    footprint: { cpu_load_avg: 2.51, mem_used_max: 30 },
    energyFootprint: { cpu_power: 0.38, acc_power: 0 },
    energy: 0.38,
  });
  expect(events.announced).toEqual([
    ['stopped', 7],
    ['archived', 7],
  ]);
  expect(archiver.health()).toEqual({ state: 'ok', details: { queued: 0, waitingForRetry: 0 } });
});

it.each([
  [{ numNodes: 2 }, [['cpu_load,mem_used,cpu_power,clock', 'node,core']]],
  [{ numNodes: 9 }, [['cpu_load,mem_used,cpu_power,clock', 'node']]],
  [
    { numNodes: 9, numAcc: 4 },
    [
      ['cpu_load,mem_used,cpu_power,clock', 'node'],
      ['acc_power', 'node,accelerator'],
    ],
  ],
])(
  'asks for accelerator scope only what accelerators measure, and for cores of small jobs: %j',
  async (values, asked) => {
    const { archiver, events, jobs, reader } = await house();
    const job = stoppedJob(7, values);
    jobs.set(7, job);
    events.stopped(job);
    await archiver.idle();
    expect(reader.requests.map(({ metrics, scopes }) => [metrics.join(), scopes.join()])).toEqual(asked);
    expect(reader.requests[0]).toMatchObject({
      from: 1700000000,
      to: 1700005400,
      resolution: 0,
      cluster: 'alpha',
      subCluster: 'main',
    });
  },
);

it('leaves alone jobs that are not monitored, that run, or that are archived already', async () => {
  const { archiver, events, jobs, reader, target } = await house();
  const others: Job[] = [
    stoppedJob(1, { monitoringStatus: 0 }),
    stoppedJob(2, { monitoringStatus: 3 }),
    stoppedJob(3, { jobState: 'running' }),
  ];
  for (const job of others) {
    jobs.set(job.id, job);
    events.stopped(job);
  }
  events.stopped(stoppedJob(4)); // not in the store
  await archiver.takeUpWaiting();
  await archiver.idle();
  expect([reader.requests, [...jobs.values()]]).toEqual([[], others]);
  for await (const { name } of target.list('')) expect(name).toBe('nothing');
});

it('takes up what an earlier run left, one job after the other', async () => {
  const { archiver, events, jobs } = await house();
  for (const id of [1, 2, 3]) jobs.set(id, stoppedJob(id));
  await archiver.takeUpWaiting();
  await archiver.idle();
  expect(events.announced).toEqual([1, 2, 3].map((id) => ['archived', id]));
});

it('keeps a job to be archived while the disk is full, and archives it once it is not', async () => {
  const { archive, archiver, clock, events, jobs, log, target } = await house();
  const job = stoppedJob(7);
  jobs.set(7, job);
  target.writeFault = new UnavailableError('cannot write data.json: the disk is full', {
    cause: Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }),
  });
  events.stopped(job);
  await archiver.idle();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(jobs.get(7)).toEqual(job);
    const before = clock.seconds;
    const failures = () => log.lines.filter((line) => line.startsWith('error archiving failed')).length;
    for (const seen = failures(); failures() === seen; clock.seconds++) {
      archiver.retryDue();
      await archiver.idle();
    }
    waits.push(clock.seconds - 1 - before);
  }
  expect(waits.slice(0, 3)).toEqual([5, 9, 19]);
  expect(waits.at(-1)).toBe(299);
  expect(archiver.health()).toEqual({
    state: 'degraded',
    text: '1 jobs could not be archived yet: cannot write data.json: the disk is full',
    details: { queued: 0, waitingForRetry: 1 },
  });
  target.writeFault = undefined;
  clock.seconds += 300;
  archiver.retryDue();
  await archiver.idle();
  expect(jobs.get(7)?.monitoringStatus).toBe(3);
  expect(await archive.loadMeta(job)).toMatchObject({ jobId: 7 });
  expect(archiver.health().state).toBe('ok');
});

it('archives others while one waits for its retry', async () => {
  const { archiver, events, jobs, reader } = await house();
  const [first, second] = [stoppedJob(1), stoppedJob(2)];
  jobs.set(1, first).set(2, second);
  reader.failure = new UnavailableError('the store is not ready');
  events.stopped(first);
  await archiver.idle();
  reader.failure = undefined;
  events.stopped(second);
  await archiver.idle();
  expect([jobs.get(1)?.monitoringStatus, jobs.get(2)?.monitoringStatus]).toEqual([1, 3]);
});

it.each([
  [
    'unusable data',
    (h: Awaited<ReturnType<typeof house>>) => void (h.reader.failure = new CorruptDataError('x is damaged')),
    {},
  ],
  ['an unknown cluster', () => {}, { cluster: 'beta' }],
  ['an unknown sub-cluster', () => {}, { subCluster: 'gone' }],
])('marks a job as failed at once for %s', async (_, spoil, values) => {
  const rooms = await house();
  spoil(rooms);
  const job = stoppedJob(7, values);
  rooms.jobs.set(7, job);
  rooms.events.stopped(job);
  await rooms.archiver.idle();
  expect(rooms.jobs.get(7)?.monitoringStatus).toBe(2);
  expect(rooms.log.lines.at(-1)).toMatch(/^error archiving failed for good: /);
});

it('gives up after some attempts on what nobody understands', async () => {
  const { archiver, clock, events, jobs, reader } = await house();
  jobs.set(7, stoppedJob(7));
  reader.failure = new TypeError('a bug');
  events.stopped(stoppedJob(7));
  await archiver.idle();
  for (let attempt = 2; attempt <= 4; attempt++) {
    expect(jobs.get(7)?.monitoringStatus).toBe(1);
    clock.seconds += 300;
    archiver.retryDue();
    await archiver.idle();
  }
  expect(jobs.get(7)?.monitoringStatus).toBe(2);
  expect(archiver.health().state).toBe('ok');
});

it('uses what could be read, and says what could not; nothing at all is a failure', async () => {
  const { archiver, events, jobs, log, reader } = await house();
  reader.problems = ['n02 has no samples'];
  jobs.set(1, stoppedJob(1));
  events.stopped(stoppedJob(1));
  await archiver.idle();
  expect(jobs.get(1)?.monitoringStatus).toBe(3);
  expect(log.lines[0]).toMatch(/^warn job 1 on alpha, .*some samples could not be read/);
  reader.data = new Map();
  jobs.set(2, stoppedJob(2));
  events.stopped(stoppedJob(2));
  await archiver.idle();
  expect([jobs.get(2)?.monitoringStatus, archiver.health().state]).toEqual([1, 'degraded']);
});

it('archives a job without samples as empty when nothing went wrong', async () => {
  const { archive, archiver, events, jobs, reader } = await house();
  reader.data = new Map();
  const job = stoppedJob(7, { duration: 0 });
  jobs.set(7, job);
  events.stopped(job);
  await archiver.idle();
  expect(await archive.loadData(job)).toEqual(new Map());
  expect(jobs.get(7)).toMatchObject({
    monitoringStatus: 3,
    footprint: { cpu_load_avg: 0, mem_used_max: 0 },
    energy: 0,
  });
});

it('finishes its queue when drained, and leaves the rest to the next start when time is up', async () => {
  const { archiver, events, jobs, reader } = await house();
  for (const id of [1, 2, 3]) jobs.set(id, stoppedJob(id));
  events.stopped(stoppedJob(1));
  events.stopped(stoppedJob(2));
  await archiver.drain(new AbortController().signal);
  expect([1, 2].map((id) => jobs.get(id)?.monitoringStatus)).toEqual([3, 3]);
  events.stopped(stoppedJob(3)); // nobody listens any more
  await archiver.stop();
  expect(jobs.get(3)?.monitoringStatus).toBe(1);

  const next = await house();
  for (const id of [4, 5]) next.jobs.set(id, stoppedJob(id));
  const deadline = new AbortController();
  const load = next.reader.load.bind(next.reader);
  next.reader.load = async (request) => {
    deadline.abort();
    expect(request.signal?.aborted).toBe(true);
    throw new UnavailableError('aborted');
  };
  await next.archiver.takeUpWaiting();
  await next.archiver.drain(deadline.signal);
  await next.archiver.drain(deadline.signal);
  next.reader.load = load;
  expect([4, 5].map((id) => next.jobs.get(id)?.monitoringStatus)).toEqual([1, 1]);
  expect(reader.requests).toHaveLength(2);
});

it('keeps footprints of running jobs fresh, with true extremes', async () => {
  const { footprints, jobs, reader, log } = await house();
  const running = { jobState: 'running' } as const;
  jobs.set(1, stoppedJob(1, running));
  jobs.set(2, stoppedJob(2, { ...running, duration: 600 })); // too young
  jobs.set(3, stoppedJob(3, { ...running, monitoringStatus: 0 }));
  jobs.set(4, stoppedJob(4));
  await footprints.run();
  expect([...jobs.values()].map(({ footprint }) => footprint)).toEqual([
    { cpu_load_avg: 2.5, mem_used_max: 30 }, // of unrounded averages
    undefined,
    undefined,
    undefined,
  ]);
  expect(reader.requests.map(({ metrics, scopes }) => [metrics.join(), scopes.join()])).toEqual([
    ['cpu_load,mem_used', 'node'],
  ]);
  reader.failure = new UnavailableError('the store is not ready');
  await footprints.run();
  expect(log.lines.at(-1)).toMatch(/^warn no footprint of job 1 on alpha/);
});
