import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCluster } from '../../src/domain/read-cluster.js';
import type { TestKernel } from '../../src/testing.js';
import { CheckHosts } from '../../src/use-cases.js';
import { golden } from '../golden.js';
import { siteKernel, write } from './site-kernel.js';

interface Step {
  readonly step: string;
  readonly note: string;
  readonly linesRelativeToNow?: readonly string[];
  readonly rows?: readonly {
    readonly hostname: string;
    readonly cluster: string;
    readonly subcluster: string;
    readonly health_state: string;
    readonly health_metrics: { readonly degraded: readonly string[]; readonly missing: readonly string[] } | '';
  }[];
}

const now = 1_795_531_213;

describe.skipIf(!golden)('health of hosts as recorded from the original (needs ../shared/golden)', () => {
  const steps: readonly Step[] = golden
    ? readFileSync(`${golden}/events/nodestate-health.jsonl`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Step)
    : [];
  const clusters = golden
    ? ['orion', 'lynx'].map((name) =>
        readCluster(JSON.parse(readFileSync(`${golden}/archive/fs-seed1/${name}/cluster.json`, 'utf8')), name),
      )
    : [];
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await siteKernel(clusters, { now });
    const lines = steps.flatMap(({ linesRelativeToNow = [] }) => linesRelativeToNow);
    // Left in the original's store by what was recorded before: a part of n001, and a metric of n006, that fell silent.
    lines.push('cpu_load,cluster=orion,hostname=n006,type=node value=1 now-3600');
    lines.push('mem_bw,cluster=orion,hostname=n001,type=socket,type-id=1 value=1 now-3600');
    await write(
      kernel,
      lines.map((line) => line.replace(/now-(\d+)$/, (_, age) => String(now - age))).join('\n') + '\n',
    );
  });
  afterAll(() => kernel.stop());

  const checks = steps.filter(({ rows = [] }) => rows.length > 0);
  it.each(checks.map((step) => [step.note, step] as const))('%s', async (_, { rows = [] }) => {
    for (const { hostname, cluster, subcluster, health_state: state, health_metrics: details } of rows) {
      const metrics = clusters
        .find(({ name }) => name === cluster)!
        .subClusters.find(({ name }) => name === subcluster)!
        .metricConfig.map(({ name }) => name);
      const found = await kernel.get(CheckHosts).run({ cluster, hosts: [hostname], metrics });
      const health = found.get(hostname);
      expect(health?.state ?? 'failed', hostname).toBe(state);
      const { degraded = [], missing = [] } = health ?? {};
      const wanted = details === '' ? { degraded: [], missing: [] } : details;
      expect({ degraded: degraded.toSorted(), missing: missing.toSorted() }, hostname).toEqual({
        degraded: wanted.degraded.toSorted(),
        missing: wanted.missing.toSorted(),
      });
    }
  });
});
