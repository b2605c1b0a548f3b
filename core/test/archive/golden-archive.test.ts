import { readFile, readdir } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkVersion } from '../../src/archive/archive-version.js';
import { ArchivedClusters } from '../../src/archive/archived-clusters.js';
import { DocumentJobArchive } from '../../src/archive/document-job-archive.js';
import type { ArchivedJob } from '../../src/domain/job.js';
import { jobFootprint } from '../../src/domain/footprint.js';
import { jobStatistics } from '../../src/domain/statistics.js';
import { statisticsSeries } from '../../src/domain/statistics-series.js';
import { MemoryArchiveTarget } from '../../src/testing/memory-archive-target.js';
import type { MemoryObjects } from '../../src/testing/memory-archive-target.js';
import { golden } from '../golden.js';
import { LinesLog } from './fakes.js';

async function objectsBelow(folder: string): Promise<MemoryObjects> {
  const objects: MemoryObjects = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = `${entry.parentPath}/${entry.name}`;
    objects.set(path.slice(folder.length + 1), await readFile(path));
  }
  return objects;
}

describe.skipIf(golden === undefined)('an archive of the original program (needs ../shared/golden)', () => {
  const log = new LinesLog();
  let objects: MemoryObjects;
  let target: MemoryArchiveTarget;
  let archive: DocumentJobArchive;
  let jobs: ArchivedJob[];

  beforeAll(async () => {
    objects = await objectsBelow(`${golden}/archive/fs-seed1`);
    target = new MemoryArchiveTarget(objects);
    await target.open();
    archive = new DocumentJobArchive(target, log);
    jobs = [];
    for await (const found of archive.jobs()) {
      if (found instanceof Error) throw found;
      jobs.push(found);
    }
  });

  it('is of our version, and has its clusters and jobs', async () => {
    await checkVersion(target);
    const clusters = new ArchivedClusters(target, log);
    await clusters.load();
    expect(clusters.clusters.map(({ name }) => name)).toEqual(['lynx', 'orion']);
    expect(jobs).toHaveLength(54);
    expect(log.lines).toEqual([]);
  });

  it('is written back byte by byte', async () => {
    const copies: MemoryObjects = new Map();
    const copyTarget = new MemoryArchiveTarget(copies);
    await copyTarget.open();
    const copy = new DocumentJobArchive(copyTarget, log);
    for (const job of jobs) await copy.publish(job, (await archive.loadData(job))!);
    const texts = (all: MemoryObjects) =>
      [...all]
        .filter(([name]) => /\/(meta|data)\.json/.test(name))
        .map(
          ([name, bytes]) =>
            [name, (name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString()] as const,
        )
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(copies.size).toBe(108);
    expect(texts(copies)).toEqual(texts(objects));
  });

  it('has the statistics that we compute', async () => {
    const clusters = new ArchivedClusters(target, log);
    await clusters.load();
    for (const job of jobs) {
      const data = (await archive.loadData(job))!;
      const cluster = clusters.find(job.cluster)!;
      const computed = jobStatistics(data, job.numNodes, cluster.metricConfig);
      expect(Object.keys(computed).toSorted()).toEqual(Object.keys(job.statistics!).toSorted());
      for (const [metric, { unit, avg, min, max }] of Object.entries(job.statistics!)) {
        expect([metric, computed[metric]!.unit]).toEqual([metric, unit]);
        expect(Math.abs(computed[metric]!.avg - avg)).toBeLessThanOrEqual(1e-6);
        expect(computed[metric]).toMatchObject({ min, max });
      }
      const subCluster = cluster.subClusters.find(({ name }) => name === job.subCluster)!;
      expect(jobFootprint(subCluster, job.statistics!)).toMatchObject({
        cpu_load_avg: job.statistics!['cpu_load']!.avg,
        mem_used_max: job.statistics!['mem_used']!.max,
      });
    }
  });

  it('has the statistics across series that we compute, where no sample is missing', async () => {
    let compared = 0;
    for (const job of jobs) {
      for (const scopes of (await archive.loadData(job))!.values()) {
        for (const { series, statisticsSeries: written } of scopes.values()) {
          expect(written !== undefined).toBe(series.length >= 8);
          if (!written) continue;
          const computed = statisticsSeries(series);
          written.median.forEach((_, at) => {
            if (series.some(({ data }) => Number.isNaN(data[at] ?? NaN))) return;
            for (const kind of ['min', 'median', 'max'] as const) {
              expect(Math.abs(computed[kind][at]! - written[kind][at]!)).toBeLessThan(0.011); // of rounded samples
            }
            compared++;
          });
        }
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
