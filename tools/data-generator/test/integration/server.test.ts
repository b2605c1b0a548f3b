import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
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
  readonly statistics: Readonly<Record<string, unknown>>;
}

/** By metric and scope. */
type Data = Readonly<Record<string, Readonly<Record<string, { readonly series: readonly Series[] }>>>>;

interface Series {
  readonly hostname: string;
  readonly id?: string;
  readonly data: readonly number[];
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
      expect(Object.keys(found.statistics).sort()).toEqual(Object.keys(expected.statistics).sort());
      expectSameSamples(dataOf(theirs, job), dataOf(ours, job), job, simulated.timestep);
    }
  });
});

/**
 * Every sample of the generator's archive is in the server's, rounded at most twice. The server's first slot is the one nearest to the job's start and
 * its last the one nearest to its end (so that they may hold a neighbour's sample); the generator's are the first after the start and the last before the end.
 */
function expectSameSamples(found: Data, expected: Data, { kind, start }: SimulatedJob, step: number): void {
  const offset = start.startTime % step;
  const earlier = offset > 0 && offset < step / 2 ? 1 : 0;
  const apart: string[] = [];
  for (const [metric, scopes] of Object.entries(expected)) {
    for (const [scope, { series }] of Object.entries(scopes)) {
      for (const { hostname, id, data } of series) {
        const theirs = found[metric]?.[scope]?.series.find(
          (one) => one.hostname === hostname && (scope === 'node' || one.id === id),
        );
        const samples = theirs?.data.slice(earlier, earlier + data.length) ?? [];
        const nearly = samples.every(
          (value, slot) => Math.abs(value - (data[slot] ?? NaN)) <= 0.0101 + 0.001 * Math.abs(value),
        );
        if (!nearly || samples.length < data.length - 1)
          apart.push(`${metric} ${scope} ${hostname} ${id ?? ''}: ${samples.join()} for ${data.join()}`);
      }
    }
  }
  expect(apart, `${kind} ${start.jobId}`).toEqual([]);
}

function metaOf(archive: string, job: SimulatedJob): Meta {
  return JSON.parse(readFileSync(join(archive, placeOf(job), 'meta.json'), 'utf8')) as Meta;
}

function dataOf(archive: string, job: SimulatedJob): Data {
  const folder = join(archive, placeOf(job));
  const packed = join(folder, 'data.json.gz');
  const text = existsSync(packed) ? gunzipSync(readFileSync(packed)) : readFileSync(join(folder, 'data.json'));
  return JSON.parse(text.toString('utf8')) as Data;
}

function placeOf({ cluster, start: { jobId, startTime } }: SimulatedJob): string {
  return join(cluster, String(Math.floor(jobId / 1000)), String(jobId % 1000).padStart(3, '0'), String(startTime));
}
