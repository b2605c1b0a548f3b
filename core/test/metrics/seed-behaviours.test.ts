import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/kernel/config/read-config.js';
import { SchemaChecker } from '../../src/kernel/config/schema-checker.js';
import { settingsOf } from '../../src/kernel/config/settings-of.js';
import { pluginsOfSections } from '../../src/kernel/section-table.js';
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
  it('§ checkpoint-interval: can be set, and is 12 hours where it is not', () => {
    expect(siteWith({}).settings).toMatchObject({ checkpointInterval: 12 * 3600 });
    expect(siteWith({ 'checkpoint-interval': '90m' }).settings).toMatchObject({ checkpointInterval: 90 * 60 });
  });

  it('§ checkpoints, cleanup: neither section is needed; the default is a log and old files removed', () => {
    const { settings, plugins } = siteWith({});
    expect(settings).toMatchObject({ retentionInMemory: 48 * 3600, cleanupMode: 'delete' });
    expect(plugins).toContain('@cc-kernel/metricstore-wal');
  });

  it('§ file-format, cleanup mode: json or wal, delete or archive, nothing else', () => {
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

  it('§ sub-levels: named by stype and stype-id', async () => {
    const { write, samples } = storeUnderTest([{ name: 'load', step: 60, aggregation: 'avg' }]);
    await write(`load,cluster=a,hostname=n1,type=socket,type-id=0,stype=device,stype-id=7 value=1 ${t0}\n`);
    expect(Object.keys(samples())).toEqual(['a/n1/socket0/device7/load']);
  });

  it('§ names that would lead out of the folder of checkpoints are not taken', async () => {
    const { write, samples } = storeUnderTest([{ name: 'load', step: 60, aggregation: 'avg' }]);
    const bad = ['..', '.', 'a/b', 'a\\b'];
    const lines = bad.flatMap((name) => [`load,cluster=${name},hostname=n1`, `load,cluster=a,hostname=${name}`]);
    const report = await write(lines.map((line) => `${line} value=1 ${t0}\n`).join(''));
    expect(report).toMatchObject({ stored: 0 });
    expect(samples()).toEqual({});
  });
});
