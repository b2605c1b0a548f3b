import { describe, expect, it } from 'vitest';
import { MetricSources } from '../../src/contracts/metric-source.js';
import { readCluster } from '../../src/domain/read-cluster.js';
import { readConfig } from '../../src/kernel/config/read-config.js';
import { SchemaChecker } from '../../src/kernel/config/schema-checker.js';
import { settingsOf } from '../../src/kernel/config/settings-of.js';
import { pluginsOfSections } from '../../src/kernel/section-table.js';
import { sampleClusterDocument } from '../domain/sample-cluster.js';
import { siteKernel, write } from './site-kernel.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;

function siteWith(more: object) {
  const store = { 'retention-in-memory': '48h', 'memory-cap': 0, ...more };
  const where = { root: '/site', file: 'config.json' };
  const { sections } = readConfig({ main: {}, 'metric-store': store }, where, new SchemaChecker());
  if (!sections) return {};
  const settings = settingsOf(sections, { root: '/site', env: {}, dev: false });
  const { requests } = pluginsOfSections(sections, '/site');
  return { settings: settings.metricStore, plugins: requests.map(({ use }) => use) };
}

/** What the seed changed in cc-backend about samples, as far as core does it; the rest stands in metricstore-wal. */
describe('behaviours of the seed', () => {
  it('seed behaviour 5, checkpoint-interval: can be set, and is 12 hours where it is not', () => {
    expect(siteWith({}).settings).toMatchObject({ checkpointInterval: 12 * 3600 });
    expect(siteWith({ 'checkpoint-interval': '90m' }).settings).toMatchObject({ checkpointInterval: 90 * 60 });
  });

  it('seed behaviour 5, checkpoints, cleanup: neither section is needed; the default is a log and old files removed', () => {
    const { settings, plugins } = siteWith({});
    expect(settings).toMatchObject({ retentionInMemory: 48 * 3600, cleanupMode: 'delete' });
    expect(plugins).toContain('@cc-kernel/metricstore-wal');
  });

  it('seed behaviour 5, file-format, cleanup mode: json or wal, delete or archive, nothing else', () => {
    const formats = (format: string) => siteWith({ checkpoints: { 'file-format': format } }).plugins;
    expect(formats('json')).toContain('@cc-kernel/metricstore-json');
    expect(formats('wal')).toContain('@cc-kernel/metricstore-wal');
    expect(formats('binary')).toBeUndefined();
    expect(siteWith({ cleanup: { mode: 'delete' } }).settings).toMatchObject({ cleanupMode: 'delete' });
    expect(siteWith({ cleanup: { mode: 'archive', directory: 'old' } }).settings).toMatchObject({
      cleanupMode: 'archive',
    });
    expect(siteWith({ cleanup: { mode: 'keep' } }).plugins).toBeUndefined();
  });

  it('after the seed, sub-levels: named by stype and stype-id', async () => {
    const { write, samples } = storeUnderTest([{ name: 'load', step: 60, aggregation: 'avg' }]);
    await write(`load,cluster=a,hostname=n1,type=socket,type-id=0,stype=device,stype-id=7 value=1 ${t0}\n`);
    expect(Object.keys(samples())).toEqual(['a/n1/socket0/device7/load']);
  });

  it('after the seed, names that would lead out of the folder of checkpoints are not taken', async () => {
    const { write, samples } = storeUnderTest([{ name: 'load', step: 60, aggregation: 'avg' }]);
    const bad = ['..', '.', 'a/b', 'a\\b'];
    const lines = bad.flatMap((name) => [`load,cluster=${name},hostname=n1`, `load,cluster=a,hostname=${name}`]);
    const report = await write(lines.map((line) => `${line} value=1 ${t0}\n`).join(''));
    expect(report).toMatchObject({ stored: 0 });
    expect(samples()).toEqual({});
  });

  it('seed behaviour 12, node state: hosts without metric data are answered for too, and do not cost the others theirs', async () => {
    const document = sampleClusterDocument();
    document.subClusters[0]!['nodes'] = 'a01,a02';
    const kernel = await siteKernel([readCluster(document, 'cluster.json')], { now: t0 + 120 });
    try {
      const source = kernel.get(MetricSources).of('alpha');
      const none = { cluster: 'alpha', hosts: ['a01', 'a02'], metrics: ['load'] };
      expect(await source.checkHosts(none)).toEqual(new Map());
      expect((await source.loadHosts({ ...none, from: t0, to: t0 + 120 })).data).toEqual(new Map());
      await write(kernel, `load,cluster=alpha,hostname=a01,type=node value=1 ${t0 + 60}\n`);
      expect([...(await source.checkHosts(none))]).toEqual([['a01', { state: 'full', degraded: [], missing: [] }]]);
      const { data } = await source.loadHosts({ ...none, from: t0, to: t0 + 120 });
      expect([...data.keys()]).toEqual(['a01']);
    } finally {
      await kernel.stop();
    }
  });
});
