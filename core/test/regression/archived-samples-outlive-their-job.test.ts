import { beforeEach, expect, it } from 'vitest';
import { DocumentJobArchive } from '../../src/archive/document-job-archive.js';
import type { ClusterCatalog } from '../../src/contracts/cluster-catalog.js';
import type { Job } from '../../src/domain/job.js';
import { systemClock } from '../../src/kernel/system-clock.js';
import { LoadJobMetrics } from '../../src/metrics/load-job-metrics.js';
import { MemoryArchiveTarget } from '../../src/testing/memory-archive-target.js';
import { testSettings } from '../../src/testing.js';
import { LinesLog } from '../archive/fakes.js';
import { dataOf, metricOf, minimalJob, series } from '../domain/sample-job.js';

// A second cache above the archive's own kept serving what had been deleted or replaced.
const job = { ...minimalJob, id: 1, monitoringStatus: 3 } as Job;
const data = (...values: number[]) => dataOf({ load: { node: metricOf(series('n01', values)) } });

let archive: DocumentJobArchive;
let ofAnotherProcess: DocumentJobArchive;
let loadJobMetrics: LoadJobMetrics;

beforeEach(async () => {
  const target = new MemoryArchiveTarget();
  await target.open();
  archive = new DocumentJobArchive(target, new LinesLog());
  ofAnotherProcess = new DocumentJobArchive(target, new LinesLog());
  const live = { load: () => Promise.reject(new Error('the job is archived')) };
  const catalog: ClusterCatalog = {
    clusters: [],
    find: () => undefined,
    globalMetrics: [],
    unrestrictedMetrics: [],
    subClusterOf: () => undefined,
  };
  loadJobMetrics = new LoadJobMetrics(live, archive, catalog, testSettings(), systemClock);
  await archive.publish(minimalJob, data(1, 2));
  expect(await samples()).toEqual([1, 2]);
});

async function samples(): Promise<number[]> {
  const loaded = await loadJobMetrics.run({ job, scopes: [], resolution: 0 });
  return [...(loaded.data.get('load')?.get('node')?.series[0]?.data ?? [])];
}

it('shows what was archived anew', async () => {
  await archive.publish(minimalJob, data(3));
  expect(await samples()).toEqual([3]);
});

it('shows what another process imported in its place', async () => {
  await ofAnotherProcess.publish({ ...minimalJob, duration: minimalJob.duration + 1 }, data(4));
  expect(await samples()).toEqual([4]);
});

it.each([
  ['this', () => archive],
  ['another', () => ofAnotherProcess],
])('says that a job is gone which %s process deleted', async (_, whose) => {
  await whose().delete(minimalJob);
  await expect(samples()).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
});
