import Type from 'typebox';
import { ClusterCatalog } from '../../src/contracts/cluster-catalog.js';
import { JobArchive } from '../../src/contracts/job-archive.js';
import type { Cluster } from '../../src/domain/cluster.js';
import type { ExtraPlugin } from '../../src/kernel/boot.js';
import { definePlugin } from '../../src/kernel/define-plugin.js';
import { metricsRoom } from '../../src/metrics/room.js';
import { startTestKernel } from '../../src/testing.js';
import type { TestKernel } from '../../src/testing.js';
import { WriteSamples } from '../../src/use-cases.js';

interface SiteOptions {
  /** Absent or true: with a store in memory. */
  readonly internal?: boolean;
  readonly plugins?: readonly ExtraPlugin[];
  readonly now?: number;
}

/** The room of the metric store at a site with these clusters, and an empty archive. */
export function siteKernel(
  clusters: readonly Cluster[],
  { internal = true, plugins = [], now }: SiteOptions = {},
): Promise<TestKernel> {
  const find = (name: string) => clusters.find((cluster) => cluster.name === name);
  const catalog: ClusterCatalog = {
    clusters,
    find,
    globalMetrics: [],
    unrestrictedMetrics: [],
    subClusterOf: (name, host) => find(name)?.subClusters.find(({ nodes }) => nodes.split(',').includes(host)),
  };
  const site = definePlugin({
    id: 'test-site',
    provides: [ClusterCatalog, JobArchive],
    config: Type.Object({}),
    register(bind) {
      bind.value(ClusterCatalog, catalog);
      bind.value(JobArchive, { loadData: async () => new Map() } as Partial<JobArchive> as JobArchive);
    },
  });
  const store = { 'metric-store': { 'retention-in-memory': '100000h', 'memory-cap': 0 } };
  return startTestKernel({
    config: { main: {}, ...(internal ? store : {}) },
    rooms: [metricsRoom],
    plugins: [{ definition: site }, ...plugins],
    ...(now === undefined ? {} : { clock: { now: () => now, nowMs: () => now * 1000 } }),
  });
}

export async function write(kernel: TestKernel, lines: string): Promise<void> {
  const writer = kernel.get(WriteSamples).open({ defaultCluster: '' });
  await writer.push(Buffer.from(lines));
  const { received, stored } = await writer.end();
  if (received !== stored) throw new Error(`${received - stored} lines were refused`);
}
