import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { play, simulatedSite, writeArchive, type SimulatedJob } from '@cc-kernel/data-generator';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually, freePort, Site } from '../../../setup/site.mjs';
import { hour, temporaryFolder } from '../sample-site.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const small = {
  seed: 5,
  clusters: [
    { kind: 'cpu', nodes: 3 },
    { kind: 'gpu', nodes: 2 },
  ],
} as const;

interface Meta {
  readonly jobState: string;
  readonly duration: number;
  readonly statistics: Readonly<Record<string, { readonly avg: number; readonly min: number; readonly max: number }>>;
}

describe('a real server', () => {
  const { folder, remove } = temporaryFolder();
  const to = Math.floor(Date.now() / hour / 1000) * hour;
  let site: Site | undefined;
  afterAll(async () => {
    await site?.stop();
    remove();
  });

  it('has all jobs of an archive in its database', async () => {
    const home = join(folder, 'history');
    site = Site.create({ folder: home, port: await freePort(), clusters: [] });
    const flags = `archive --seed 5 --cpu-nodes 3 --gpu-nodes 2 --jobs 120 --detail node --to ${to} --site ${home}`;
    const { status, stderr } = spawnSync(process.execPath, [main, ...flags.split(' ')]);
    expect([status, stderr.toString()]).toEqual([0, expect.stringContaining('120 jobs, ')]);
    site.addUser('demo', 'admin,api');
    const token = site.token('demo');
    await site.start();
    const answer = await fetch(`${site.url}/api/jobs/?items-per-page=500`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { jobs } = (await answer.json()) as {
      jobs: { jobId: number; energy: number; footprint: Record<string, number> }[];
    };
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(120);
    expect(jobs.every(({ footprint }) => (footprint['cpu_load_avg'] ?? 0) > 0)).toBe(true);
    await site.stop();
  });

  it('archives from what it is told what the generator archives itself', async () => {
    const home = join(folder, 'live');
    const simulated = simulatedSite(small);
    site = Site.create({ folder: home, port: await freePort(), clusters: simulated.clusters });
    site.addUser('demo', 'admin,api');
    const token = site.token('demo');
    await site.start();
    const from = to - 4 * hour;
    const report = await play({
      url: site.url,
      token,
      site: simulated,
      from,
      to,
      jobsFrom: from,
      mode: 'replay',
      speed: Infinity,
    });
    const whole = [...simulated.jobs({ from, to })].filter(({ stop }) => stop.stopTime < to);
    expect(whole.length).toBeGreaterThan(5);
    expect(report.stopped).toBeGreaterThanOrEqual(whole.length);
    const ours = join(folder, 'ours');
    await writeArchive({ site: small, directory: ours, from, to, workers: 0 });
    for (const job of whole) {
      const theirs = join(home, 'var/job-archive');
      await eventually(async () => metaOf(theirs, job).duration > 0);
      const [expected, found] = [metaOf(ours, job), metaOf(theirs, job)];
      expect(found).toMatchObject({ jobState: expected.jobState, duration: expected.duration });
      // The server's slots reach over a job's start and end, so that each end may hold one slot of what was there before or after it,
      // anything up to the metric's peak: nothing in the mean of a long job, much in that of a short one.
      const slots = Math.max(1, expected.duration / simulated.timestep);
      for (const [metric, { avg, max }] of Object.entries(expected.statistics)) {
        const value = found.statistics[metric];
        expect(value, `${metric} of ${job.kind} ${job.start.jobId}`).toBeDefined();
        const edges = (2 * peakOf(simulated, job, metric)) / slots;
        expect(Math.abs((value?.avg ?? NaN) - avg), `${metric} of ${job.kind} ${job.start.jobId}`).toBeLessThanOrEqual(
          0.02 + 0.1 * max + edges,
        );
      }
    }
  });
});

function metaOf(archive: string, { cluster, start: { jobId, startTime } }: SimulatedJob): Meta {
  const place = [cluster, String(Math.floor(jobId / 1000)), String(jobId % 1000).padStart(3, '0'), String(startTime)];
  return JSON.parse(readFileSync(join(archive, ...place, 'meta.json'), 'utf8')) as Meta;
}

function peakOf(site: ReturnType<typeof simulatedSite>, { cluster }: SimulatedJob, metric: string): number {
  const document = site.clusters.find(({ name }) => name === cluster);
  return document?.metricConfig.find(({ name }) => name === metric)?.peak ?? 0;
}
