import Type from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import archiverRoom from '../../src/archive/archiver-room.js';
import archiveRoom from '../../src/archive/room.js';
import { ArchiveTarget } from '../../src/contracts/archive-target.js';
import { ClusterCatalog } from '../../src/contracts/cluster-catalog.js';
import { JobArchive } from '../../src/contracts/job-archive.js';
import { JobEvents } from '../../src/contracts/job-events.js';
import { JobStore } from '../../src/contracts/job-store.js';
import { MetricReader } from '../../src/contracts/metric-reader.js';
import { definePlugin } from '../../src/plugin.js';
import { MemoryArchiveTarget, startTestKernel } from '../../src/testing.js';
import type { TestKernel } from '../../src/testing.js';
import { RebuildFromArchive } from '../../src/use-cases.js';
import { sampleClusterDocument } from '../domain/sample-cluster.js';
import { dataOf, metricOf, minimalJob, series } from '../domain/sample-job.js';
import { FakeEvents, FakeReader, fakeStore } from './fakes.js';

let kernel: TestKernel | undefined;
afterEach(async () => {
  await kernel?.stop();
  kernel = undefined;
});

async function siteWith(cluster: string) {
  const target = new MemoryArchiveTarget(
    new Map(
      Object.entries({ 'version.txt': '3\n', 'alpha/cluster.json': cluster }).map(([n, t]) => [n, Buffer.from(t)]),
    ),
  );
  await target.open();
  const [events, reader, jobs] = [new FakeEvents(), new FakeReader(), fakeStore()];
  reader.data = dataOf({ load: { node: metricOf(series('a01', [1, 2])) } });
  const rest = definePlugin({
    id: 'test-rest',
    provides: [ArchiveTarget, JobStore, JobEvents, MetricReader],
    config: Type.Object({}),
    register(bind) {
      bind.value(ArchiveTarget, target);
      bind.value(JobStore, jobs.store);
      bind.value(JobEvents, events);
      bind.value(MetricReader, reader);
    },
  });
  const start = () => startTestKernel({ rooms: [archiveRoom, archiverRoom], plugins: [rest] });
  return { events, jobs: jobs.jobs, start };
}

const { tags: _tags, statistics: _statistics, ...stopped } = minimalJob;

describe('the archive and its archiver in a kernel', () => {
  it('archive what waited, and what stops later, until they are told to stop', async () => {
    const { events, jobs, start } = await siteWith(JSON.stringify(sampleClusterDocument()));
    const job = (id: number) => ({ ...stopped, id, jobId: id, subCluster: 'a', monitoringStatus: 1 as const });
    jobs.set(1, job(1));
    kernel = await start();
    expect(kernel.get(ClusterCatalog).clusters.map(({ name }) => name)).toEqual(['alpha']);
    jobs.set(2, job(2));
    events.stopped(job(2));
    await kernel.stop();
    expect([...jobs.values()].map(({ monitoringStatus, footprint }) => [monitoringStatus, footprint])).toEqual([
      [3, { load_max: 2 }],
      [3, { load_max: 2 }],
    ]);
    expect(await kernel.get(JobArchive).loadMeta(job(2))).toMatchObject({
      jobId: 2,
      statistics: { load: { avg: 1.5 } },
    });
    expect(await kernel.get(RebuildFromArchive).run()).toEqual({ jobs: 2, skipped: [] });
  });

  it('refuse to start with a broken cluster, and name file and field', async () => {
    const broken = JSON.stringify({ ...sampleClusterDocument(), subClusters: [{ name: 's', nodes: 'n[5]' }] });
    const { start } = await siteWith(broken);
    await expect(start()).rejects.toThrow(/alpha\/cluster\.json: subClusters\[0\]\.nodes is no node list/);
  });
});
