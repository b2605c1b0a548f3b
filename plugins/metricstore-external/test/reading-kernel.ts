import type { Cluster } from '@cc-kernel/core/plugin';
import type { TestKernel } from '@cc-kernel/core/testing';
import { siteKernel } from '../../../core/test/metrics/site-kernel.js';
import externalStore from '../src/index.js';

export interface StoreEntry {
  readonly scope: string;
  readonly url: string;
  readonly token: string;
  readonly timeout?: number;
}

/** The room of the metric store with external stores beside the one in memory, or instead of it. */
export function readingKernel(
  clusters: readonly Cluster[],
  stores: readonly StoreEntry[],
  { internal = true }: { internal?: boolean } = {},
): Promise<TestKernel> {
  const plugins = stores.map((config) => ({ definition: externalStore, as: `external.${config.scope}`, config }));
  return siteKernel(clusters, { internal, plugins });
}
