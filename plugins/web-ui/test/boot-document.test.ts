import { AuthSource, principalOf, readCluster, type User } from '@cc-kernel/core/plugin';
import { testSettings } from '@cc-kernel/core/testing';
import { simulatedSite } from '@cc-kernel/data-generator';
import { describe, expect, it } from 'vitest';
import { bootDocument } from '../src/boot-document.js';

const [document] = simulatedSite({ seed: 1 }).clusters;
const restricted = {
  ...document,
  metricConfig: document?.metricConfig.map((metric) =>
    metric.name === 'ipc' ? { ...metric, restrict: true } : metric,
  ),
};
const cluster = readCluster(restricted, 'cluster.json');

function bootOf(...roles: string[]) {
  const user: User = { username: 'ann', name: 'Ann B', email: '', roles, projects: [], authSource: AuthSource.local };
  const settings = testSettings({ config: { main: { 'short-running-jobs-duration': 60 } } });
  return bootDocument({ who: principalOf(user, 'session'), user, clusters: [cluster], settings, version: '1' });
}

describe('the boot document', () => {
  it('tells who looks, with the level of the highest role', () => {
    expect(bootOf('user', 'support').user).toEqual({
      username: 'ann',
      name: 'Ann B',
      roles: ['user', 'support'],
      projects: [],
      level: 4,
    });
    expect(bootOf('unknown').user.level).toBe(0);
  });

  it('holds thresholds and sizes of the hardware', () => {
    const [subCluster] = bootOf('user').clusters[0]?.subClusters ?? [];
    expect(subCluster?.perNode).toEqual({ sockets: 2, memoryDomains: 4, cores: 72, hwthreads: 72, accelerators: 0 });
    expect(subCluster?.metrics.find(({ name }) => name === 'cpu_load')).toMatchObject({ peak: 72, footprint: 'avg' });
  });

  it('keeps restricted metrics from users, and shows them to staff', () => {
    const names = (...roles: string[]) => bootOf(...roles).clusters[0]?.subClusters[0]?.metrics.map(({ name }) => name);
    expect(names('user')).not.toContain('ipc');
    expect(names('support')).toContain('ipc');
  });

  it('has the configuration under flat names', () => {
    const { configuration, shortJobSeconds } = bootOf('user');
    expect(shortJobSeconds).toBe(60);
    expect(configuration).toMatchObject({ jobList_hideShortRunningJobs: 60, plotConfiguration_plotsPerRow: 3 });
  });
});
