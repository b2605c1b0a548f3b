import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveJobs } from '../../src/archive/archive-jobs.js';
import archiverRoom from '../../src/archive/archiver-room.js';
import archiveRoom from '../../src/archive/room.js';
import { DocumentJobArchive } from '../../src/archive/document-job-archive.js';
import { ArchiveTarget } from '../../src/contracts/archive-target.js';
import { JobArchive } from '../../src/contracts/job-archive.js';
import { JobEvents } from '../../src/contracts/job-events.js';
import { JobStore } from '../../src/contracts/job-store.js';
import type { JobMetric, JobSeries } from '../../src/domain/job-data.js';
import type { ArchivedJob, Job, JobState } from '../../src/domain/job.js';
import { metricsRoom } from '../../src/metrics/room.js';
import { WriteSamples } from '../../src/metrics/write-samples.js';
import { definePlugin } from '../../src/plugin.js';
import { MemoryArchiveTarget, startTestKernel } from '../../src/testing.js';
import type { TestKernel } from '../../src/testing.js';
import { golden } from '../golden.js';
import { minimalJob } from '../domain/sample-job.js';
import { FakeEvents, LinesLog, fakeStore } from '../archive/fakes.js';

interface SiteJob {
  readonly start: Job;
  readonly stop: { readonly stopTime: number; readonly jobState: JobState } | null;
}

interface Site {
  clusters(): readonly { readonly name: string }[];
  jobs(options: { seed: number; count: number; t0: number }): readonly SiteJob[];
  samples(job: SiteJob, seed: number): Iterable<{ readonly t: number; readonly text: string }>;
}

const seed = 1;

describe.skipIf(golden === undefined)('the simulated site, archived by us (needs ../shared/golden)', () => {
  let kernel: TestKernel;
  let theirs: DocumentJobArchive;
  const archived: ArchivedJob[] = [];

  beforeAll(async () => {
    const site = (await import(pathToFileURL(`${golden}/site/site.mjs`).href)) as Site;
    const files = new Map<string, Uint8Array>([['version.txt', Buffer.from('3\n')]]);
    for (const cluster of site.clusters())
      files.set(`${cluster.name}/cluster.json`, Buffer.from(JSON.stringify(cluster)));
    const target = new MemoryArchiveTarget(files);
    await target.open();
    const [events, { store, jobs, metaData }] = [new FakeEvents(), fakeStore()];
    const rest = definePlugin({
      id: 'test-rest',
      provides: [ArchiveTarget, JobStore, JobEvents],
      config: Type.Object({}),
      register(bind) {
        bind.value(ArchiveTarget, target);
        bind.value(JobStore, store);
        bind.value(JobEvents, events);
      },
    });
    const config = {
      main: {},
      'metric-store': { 'retention-in-memory': '100000h', 'checkpoint-interval': '12h', 'memory-cap': 64 },
    };
    kernel = await startTestKernel({ config, rooms: [archiveRoom, metricsRoom, archiverRoom], plugins: [rest] });

    const play: { at: number; order: number; run: () => Promise<void> }[] = [];
    for (const [index, job] of site.jobs({ seed, count: 60, t0: 1772323200 }).entries()) {
      const { start, stop } = job;
      if (stop) {
        play.push({
          at: stop.stopTime,
          order: 2,
          run: async () => {
            const { metaData: texts, ...reported } = start;
            const { tags: _tags, statistics: _statistics, ...blank } = minimalJob;
            const stopped = {
              ...blank,
              ...reported,
              metaData: undefined,
              id: index + 1,
              duration: stop.stopTime - start.startTime,
              jobState: stop.jobState,
            };
            jobs.set(stopped.id, stopped);
            metaData.set(stopped.id, texts ?? {});
            events.stopped(stopped);
            await kernel.get(ArchiveJobs).idle();
          },
        });
      }
      for (const { t, text } of site.samples(job, seed)) {
        play.push({
          at: t,
          order: 1,
          run: async () => {
            const writer = kernel.get(WriteSamples).open({ defaultCluster: start.cluster });
            await writer.push(Buffer.from(text));
            const { rejected } = await writer.end();
            expect(rejected).toBe(0);
          },
        });
      }
    }
    for (const { run } of play.toSorted((a, b) => a.at - b.at || a.order - b.order)) await run();
    for await (const found of kernel.get(JobArchive).jobs()) {
      if (found instanceof Error) throw found;
      archived.push(found);
    }
    const goldenTarget = new MemoryArchiveTarget(new Map());
    await goldenTarget.open();
    for (const job of archived) {
      const folder = `${job.cluster}/${Math.floor(job.jobId / 1000)}/${String(job.jobId % 1000).padStart(3, '0')}/${job.startTime}`;
      for (const name of ['meta.json', 'data.json.gz']) {
        await goldenTarget.put(`${folder}/${name}`, await readFile(`${golden}/archive/fs-seed1/${folder}/${name}`));
      }
    }
    theirs = new DocumentJobArchive(goldenTarget, new LinesLog());
  }, 120_000);
  afterAll(() => kernel.stop());

  it('has the same jobs, with the same meta documents but for the second decimal of combined values', async () => {
    expect(archived).toHaveLength(54);
    for (const ours of archived) {
      const { statistics, id: _id, ...rest } = ours;
      const { statistics: expected, id: _theirId, ...expectedRest } = (await theirs.loadMeta(ours))!;
      expect(rest).toEqual(expectedRest);
      expect(Object.keys(statistics!).toSorted()).toEqual(Object.keys(expected!).toSorted());
      if (misaligned.has(ours.jobId)) continue;
      for (const [metric, values] of Object.entries(expected!)) {
        for (const kind of ['avg', 'min', 'max'] as const) {
          const difference = Math.abs(statistics![metric]![kind] - values[kind]);
          expect([ours.jobId, metric, kind, difference <= cent]).toEqual([ours.jobId, metric, kind, true]);
        }
      }
    }
  });

  it('has the same samples and series statistics but for the second decimal of combined values', async () => {
    const [differences, cents]: [string[], string[]] = [[], []];
    for (const job of archived) {
      const ours = (await kernel.get(JobArchive).loadData(job))!;
      for (const [metric, scopes] of (await theirs.loadData(job))!) {
        for (const [scope, expected] of scopes) {
          if (misaligned.has(job.jobId) && scope === 'node') continue;
          // Other metrics than those of accelerators are not kept at their finest scope.
          if (job.numAcc > 0 && scope === 'hwthread') continue;
          const place = `${job.jobId} ${metric} ${scope}`;
          const mine = ours.get(metric)?.get(scope);
          if (!mine) differences.push(`${place} is missing`);
          else
            for (const [where, by] of compare(mine, expected))
              (by <= cent ? cents : differences).push(`${place} ${where}`);
        }
      }
    }
    expect(differences).toEqual([]);
    // What comes from one sensor is the same to the last digit: only averages and sums differ.
    expect(cents.filter((text) => /(socket|accelerator) .*(\]|min|max)$/.test(text))).toEqual([]);
    expect(cents.length).toBeLessThan(1000); // of 600,000
  });
});

/** A hundredth, and what is lost in telling. */
const cent = 0.01 + 1e-6;

/**
 * On a node of these jobs some hardware threads had been written before, by a job with a part of the node. The original
 * combines such series shifted against each other (100020), or drops the node (100011).
 */
const misaligned = new Set([100011, 100020]);

/** Series in any order; at node scope ids are not compared: in the original they are those of a random member. */
function* compare(mine: JobMetric, expected: JobMetric): Generator<readonly [where: string, by: number]> {
  const keyOf = ({ hostname, id }: JobSeries) =>
    `${hostname} ${mine.series.some((one) => one.id !== undefined) ? id : ''}`;
  const byKey = new Map(mine.series.map((series) => [keyOf(series), series]));
  if (mine.series.length !== expected.series.length) yield [`${mine.series.length} series`, Infinity];
  for (const series of expected.series) {
    const own = byKey.get(keyOf(series));
    if (own?.data.length !== series.data.length) {
      yield [`${keyOf(series)}: ${own?.data.length} samples`, Infinity];
      continue;
    }
    for (const [at, value] of series.data.entries()) {
      const other = own.data[at]!;
      const by = Number.isNaN(value) && Number.isNaN(other) ? 0 : Math.abs(other - value);
      if (!(by <= 1e-6)) yield [`${keyOf(series)}[${at}]`, by];
    }
    for (const kind of ['avg', 'min', 'max'] as const) {
      const by = Math.abs(own.statistics[kind] - series.statistics[kind]);
      if (!(by <= 1e-6)) yield [`${keyOf(series)} ${kind}`, by];
    }
  }
}
