import { expect, it } from 'vitest';
import { DocumentJobArchive } from '../../src/archive/document-job-archive.js';
import { RebuildFromArchive } from '../../src/archive/rebuild-from-archive.js';
import { readCluster } from '../../src/domain/read-cluster.js';
import { MemoryArchiveTarget } from '../../src/testing/memory-archive-target.js';
import { minimalJob } from '../domain/sample-job.js';
import { LinesLog, catalogOf, fakeStore } from './fakes.js';

const cluster = readCluster(
  {
    name: 'alpha',
    metricConfig: [
      { name: 'mem_used', timestep: 60, footprint: 'max' },
      { name: 'cpu_power', timestep: 60, unit: { base: 'W' }, energy: 'power' },
    ],
    subClusters: [{ name: 'main', nodes: 'n[01-99]' }],
  },
  'alpha/cluster.json',
);

it('rebuilds what can be used, computes footprint and energy anew, and reports the rest', async () => {
  const target = new MemoryArchiveTarget();
  await target.open();
  const archive = new DocumentJobArchive(target, new LinesLog());
  const { store, rebuilt } = fakeStore();
  const values = { unit: { base: '' }, avg: 500, min: 1, max: 900 };
  const good = {
    ...minimalJob,
    id: 99,
    subCluster: '',
    duration: 3600,
    tags: [{ id: 5, type: 't', name: 'private', scope: 'alice' }],
    footprint: { mem_used_avg: 1 },
    statistics: { mem_used: values, cpu_power: values },
  };
  await archive.publish(good, new Map());
  await archive.publish({ ...minimalJob, jobId: 8, user: '' }, new Map());
  await archive.publish({ ...minimalJob, jobId: 9, numNodes: 2 }, new Map());
  await archive.publish({ ...minimalJob, jobId: 10, cluster: 'beta' }, new Map());
  await target.put('alpha/0/011/1/meta.json', Buffer.from('{'));
  const counts: number[] = [];
  const report = await new RebuildFromArchive(archive, catalogOf(cluster), store).run((jobs) => counts.push(jobs));
  expect(report).toEqual({
    jobs: 1,
    skipped: [
      { what: 'job 8 on alpha, started 1700000000', reason: 'user is empty' },
      { what: 'job 9 on alpha, started 1700000000', reason: 'numNodes is 2, but resources has 1 hosts' },
      { what: 'unreadable job', reason: expect.stringContaining('alpha/0/011/1/meta.json is not JSON') },
      { what: 'job 10 on beta, started 1700000000', reason: 'unknown cluster "beta"' },
    ],
  });
  const { id: _id, statistics: _statistics, ...rest } = good;
  expect(rebuilt).toEqual([
    {
      ...rest,
      subCluster: 'main',
      monitoringStatus: 3,
      footprint: { mem_used_max: 900 },
      energyFootprint: { cpu_power: 0.5 },
      energy: 0.5,
      tags: [{ type: 't', name: 'private', scope: 'alice' }],
    },
  ]);
  expect(counts).toEqual([1]);
});
