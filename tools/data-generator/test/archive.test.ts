import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  deriveCluster,
  jobEnergy,
  jobFootprint,
  readCluster,
  readJobData,
  readJobDocument,
  type JobData,
} from '@cc-kernel/core/plugin';
import { writeArchive, type ArchiveOptions } from '@cc-kernel/data-generator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hour, sampleSite, sensors, someDay, sum, temporaryFolder } from './sample-site.js';

const to = someDay + 8 * hour;
const options = { site: { seed: 7 }, from: someDay, to, workers: 0 } as const;

describe('an archive', () => {
  const { folder, remove } = temporaryFolder();
  const directory = join(folder, 'archive');
  beforeAll(() => writeArchive({ ...options, directory }));
  afterAll(remove);

  it('holds version, clusters and every finished job of the time asked for', () => {
    expect(readFileSync(join(directory, 'version.txt'), 'utf8')).toBe('3\n');
    expect(readdirSync(directory).toSorted()).toEqual(['alder', 'onyx', 'version.txt']);
    const expected = [...sampleSite().jobs({ from: someDay, to })].filter(({ stop }) => stop.stopTime <= to);
    expect(jobFolders(directory)).toEqual(
      expected
        .map(({ cluster, start: { jobId, startTime } }) =>
          join(cluster, String(Math.floor(jobId / 1000)), String(jobId % 1000).padStart(3, '0'), String(startTime)),
        )
        .toSorted(),
    );
  });

  it('is read by the server, and agrees with what the job did', () => {
    const jobs = new Map(
      [...sampleSite().jobs({ from: someDay, to })].map((job) => [`${job.cluster} ${job.start.jobId}`, job]),
    );
    for (const place of jobFolders(directory).filter((_, index) => index % 5 === 0)) {
      const document = readJobDocument(JSON.parse(readFileSync(join(directory, place, 'meta.json'), 'utf8')), place);
      const job = jobs.get(`${document.cluster} ${document.jobId}`);
      if (job === undefined) throw new Error(`${place} is no job of the site`);
      expect(document).toMatchObject({
        jobState: job.stop.jobState,
        startTime: job.start.startTime,
        duration: job.stop.stopTime - job.stop.startTime,
        user: job.start.user,
        resources: job.start.resources,
        metaData: job.start.metaData,
      });
      const data = dataOf(directory, place);
      const metrics = sampleSite().clusters.find(({ name }) => name === job.cluster)?.metricConfig ?? [];
      expect([...data.keys()].toSorted()).toEqual(metrics.map(({ name }) => name).toSorted());
      expect(data.get('cpu_user')?.get('node')?.series).toHaveLength(job.start.numNodes);
      expect(document.statistics?.['cpu_user']?.max).toBeLessThanOrEqual(100);
    }
  });

  it('has the footprint and the energy that the server would compute', () => {
    const clusters = sampleSite().clusters.map((cluster) =>
      deriveCluster(readCluster(JSON.parse(JSON.stringify(cluster)), cluster.name)),
    );
    for (const place of jobFolders(directory).filter((_, index) => index % 7 === 0)) {
      const document = readJobDocument(JSON.parse(readFileSync(join(directory, place, 'meta.json'), 'utf8')), place);
      const subCluster = clusters.find(({ name }) => name === document.cluster)?.subClusters[0];
      if (subCluster === undefined || document.statistics === undefined)
        throw new Error('no sub-cluster or statistics');
      expect(document.footprint).toEqual(jobFootprint(subCluster, document.statistics));
      const energy = jobEnergy(subCluster, document.statistics, document);
      expect(document.energyFootprint).toEqual(energy.energyFootprint);
      expect(document.energy).toBeCloseTo(energy.energy, 6);
    }
  });

  it('holds the very samples that the live stream has', () => {
    const site = sampleSite();
    const job = [...site.model('alder').jobs(someDay, to)].find(({ hosts, end }) => hosts.length > 1 && end < to);
    if (job === undefined) throw new Error('no job on several hosts');
    const place = join(
      'alder',
      String(Math.floor(job.jobId / 1000)),
      String(job.jobId % 1000).padStart(3, '0'),
      String(job.begin),
    );
    const data = dataOf(directory, place);
    const time = Math.ceil(job.begin / 60) * 60 + 600;
    job.hosts.forEach((host, rank) => {
      const read = sensors(site.model('alder'), host, time);
      const node = (metric: string): number | undefined => data.get(metric)?.get('node')?.series[rank]?.data[10];
      expect(node('mem_used')).toBeCloseTo(read('mem_used')[0] ?? NaN, 2);
      expect(node('flops_any')).toBeCloseTo(sum(read('flops_any')), 1);
      expect(node('cpu_power')).toBeCloseTo(sum(read('cpu_power')), 1);
      const core = data
        .get('ipc')
        ?.get('core')
        ?.series.filter(({ hostname }) => hostname === site.model('alder').cluster.hosts[host]);
      expect(core?.map(({ data: values }) => Math.round((values[10] ?? NaN) * 100) / 100)).toEqual(read('ipc'));
      expect(core?.[5]?.id).toBe('5');
    });
  });

  it('is the same bytes every time, and a second run leaves it alone', async () => {
    const other = join(folder, 'other');
    await writeArchive({ ...options, directory: other });
    const files = allFiles(directory);
    expect(allFiles(other)).toEqual(files);
    for (const file of files)
      expect(readFileSync(join(other, file)).equals(readFileSync(join(directory, file)))).toBe(true);
    const again = await writeArchive({ ...options, directory: other });
    expect(again).toMatchObject({ jobs: 0, bytes: 0, skipped: again.total });
  });

  it('is completed where a run was cut off', async () => {
    const other = join(folder, 'cut');
    await writeArchive({ ...options, directory: other });
    const [first = ''] = jobFolders(other);
    const meta = readFileSync(join(other, first, 'meta.json'));
    rmSync(join(other, first, 'meta.json'));
    writeFileSync(join(other, first, '.data.json.gz.part'), 'half');
    expect(await writeArchive({ ...options, directory: other })).toMatchObject({ jobs: 1 });
    expect(readFileSync(join(other, first, 'meta.json')).equals(meta)).toBe(true);
  });

  it('can be had by number of jobs, the latest first, and with less detail', async () => {
    const other = join(folder, 'number');
    const progress: number[] = [];
    const result = await writeArchive({
      site: options.site,
      directory: other,
      to,
      jobs: 40,
      detail: 'node',
      workers: 0,
      onProgress: ({ jobs }) => progress.push(jobs),
    });
    expect(result).toMatchObject({ jobs: 40, total: 40 });
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(40);
    const latest = [...sampleSite().jobs({ from: someDay - 24 * hour, to })]
      .filter(({ stop }) => stop.stopTime <= to)
      .slice(-40);
    expect(
      jobFolders(other)
        .map((place) => place.split('/').at(-1) ?? '')
        .toSorted(),
    ).toEqual(latest.map(({ start }) => String(start.startTime)).toSorted());
    for (const place of jobFolders(other)) {
      const scopes = new Set([...dataOf(other, place).values()].flatMap((byScope) => [...byScope.keys()]));
      expect(scopes.has('core')).toBe(false);
      expect(scopes.has('accelerator')).toBe(place.startsWith('onyx'));
    }
  });

  it('is not written into a folder that holds something else', async () => {
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.tex'), '');
    await expect(writeArchive({ ...options, directory: foreign })).rejects.toThrow('not empty and not a job archive');
    const old = join(folder, 'old');
    mkdirSync(old);
    writeFileSync(join(old, 'version.txt'), '2\n');
    await expect(writeArchive({ ...options, directory: old })).rejects.toThrow('version 2, not 3');
    const open: ArchiveOptions = { site: options.site, directory: join(folder, 'open'), to };
    await expect(writeArchive(open)).rejects.toThrow('how many jobs');
    await expect(writeArchive({ ...open, from: to })).rejects.toThrow('end before it begins');
    expect(existsSync(join(folder, 'open'))).toBe(false);
  });

  it('stops when told to, with whole jobs only', async () => {
    const other = join(folder, 'stopped');
    const stop = new AbortController();
    const writing = writeArchive({
      ...options,
      directory: other,
      signal: stop.signal,
      onProgress: ({ jobs }) => jobs > 20 && stop.abort(new Error('enough')),
    });
    await expect(writing).rejects.toThrow('enough');
    for (const place of jobFolders(other)) {
      expect(existsSync(join(other, place, 'meta.json'))).toBe(true);
      expect(dataOf(other, place).size).toBeGreaterThan(20);
    }
  });
});

function jobFolders(directory: string): string[] {
  return allFiles(directory)
    .filter((file) => file.endsWith('/meta.json'))
    .map((file) => file.slice(0, -'/meta.json'.length));
}

function allFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(directory, file)).isFile())
    .toSorted();
}

function dataOf(directory: string, place: string): JobData {
  const packed = join(directory, place, 'data.json.gz');
  const text = existsSync(packed)
    ? gunzipSync(readFileSync(packed))
    : readFileSync(join(directory, place, 'data.json'));
  return readJobData(JSON.parse(text.toString()), place);
}
