import { describe, expect, it } from 'vitest';
import { checkVersion } from '../../src/archive/archive-version.js';
import { ArchivedClusters } from '../../src/archive/archived-clusters.js';
import { MemoryArchiveTarget } from '../../src/testing/memory-archive-target.js';
import { sampleClusterDocument } from '../domain/sample-cluster.js';
import { LinesLog } from './fakes.js';

async function targetWith(objects: Record<string, string>): Promise<MemoryArchiveTarget> {
  const target = new MemoryArchiveTarget(
    new Map(Object.entries(objects).map(([name, text]) => [name, Buffer.from(text)])),
  );
  await target.open();
  return target;
}

async function clustersIn(objects: Record<string, string>) {
  const log = new LinesLog();
  const clusters = new ArchivedClusters(await targetWith(objects), log);
  return { clusters, log };
}

const documentOf = (name: string) => JSON.stringify({ ...sampleClusterDocument(), name });

describe('the version of an archive', () => {
  it.each(['3', '3\n', ' 3\r\n'])('is served: %j', async (text) => {
    await checkVersion(await targetWith({ 'version.txt': text, 'alpha/cluster.json': '{}' }));
  });

  it.each([
    ['2\n', 'unsupported version 2, need 3'],
    ['three', 'is not a number: "three"'],
    ['', 'is not a number: ""'],
  ])('is refused: %j', async (text, reason) => {
    const check = checkVersion(await targetWith({ 'version.txt': text }));
    await expect(check).rejects.toThrow(reason);
    await expect(check).rejects.toMatchObject({ code: 'CC_ARCHIVE_VERSION', kind: 'setup' });
  });

  it('is written into an empty place, hidden entries or not', async () => {
    const target = await targetWith({ '.snapshot/x': '', '.nfs1': '' });
    await checkVersion(target);
    expect(Buffer.from((await target.get('version.txt'))!).toString()).toBe('3\n');
  });

  it.each(['alpha/cluster.json', 'notes.txt'])('is missed beside %s', async (name) => {
    await expect(checkVersion(await targetWith({ [name]: 'x' }))).rejects.toThrow(
      /no job archive: it has no version\.txt, but/,
    );
  });
});

describe('the clusters of an archive', () => {
  it('are read in order, derived, and found by name and host', async () => {
    const { clusters, log } = await clustersIn({
      'version.txt': '3',
      'beta/cluster.json': documentOf('beta'),
      'alpha/cluster.json': documentOf('alpha'),
      '.trash/x': '',
    });
    await clusters.load();
    expect(clusters.clusters.map(({ name }) => name)).toEqual(['alpha', 'beta']);
    expect(clusters.find('beta')?.subClusters[0]?.footprint).toEqual(['load']);
    expect(clusters.find('gamma')).toBeUndefined();
    expect(clusters.subClusterOf('beta', 'b02')?.name).toBe('b');
    expect([clusters.subClusterOf('beta', 'c1'), clusters.subClusterOf('gamma', 'b02')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(clusters.globalMetrics.map(({ name }) => name)).toEqual(['load', 'clock']);
    expect(clusters.unrestrictedMetrics).toEqual(clusters.globalMetrics);
    expect(log.lines).toEqual([]);
  });

  it('may be none', async () => {
    const { clusters, log } = await clustersIn({ 'version.txt': '3' });
    await clusters.load();
    expect([clusters.clusters, log.lines]).toEqual([[], ['warn the job archive has no clusters yet']]);
  });

  it('are refused with all problems of all files', async () => {
    const { clusters } = await clustersIn({
      'alpha/cluster.json': '{"name":',
      'beta/cluster.json': '{"name":"beta","metricConfig":[{"name":"m"}],"subClusters":[{"name":"s","nodes":"n[5]"}]}',
      'delta/cluster.json': documentOf('x'),
      'epsilon/cluster.json': documentOf('x'),
      'gamma/0/007/1/meta.json': '{}',
    });
    const load = clusters.load();
    await expect(load).rejects.toMatchObject({ code: 'CC_CLUSTER_CONFIG', kind: 'setup' });
    const text = await load.then(String, (error: Error) => error.message);
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/^alpha\/cluster\.json: is not JSON/),
      'beta/cluster.json: metricConfig[0].timestep must be at least 1 second',
      expect.stringMatching(/^beta\/cluster\.json: subClusters\[0\]\.nodes is no node list/),
      'epsilon/cluster.json: name is that of another cluster too: "x"',
      'gamma/cluster.json: is missing; each folder of the archive is a cluster',
    ]);
  });

  it('are warned about where a name differs from its folder', async () => {
    const { clusters, log } = await clustersIn({ 'alpha/cluster.json': documentOf('beta') });
    await clusters.load();
    expect(log.lines).toEqual(['warn alpha/cluster.json: name differs from the folder: beta']);
  });
});
