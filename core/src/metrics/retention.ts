import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import type { JobStore } from '../contracts/job-store.js';
import { Logger } from '../contracts/logger.js';
import { Slices } from './slices.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';

/** Frees samples that are older than the retention, except on hosts whose running jobs began before that, as long as there is room. */
@injectable()
export class Retention {
  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /** @param jobs `undefined`: nobody knows of jobs, all hosts are treated alike */
  async run(jobs: Pick<JobStore, 'hostsInUse'> | undefined, signal: AbortSignal): Promise<void> {
    const { store } = this.holder;
    if (!store || store.retention === 0) return;
    const before = this.clock.now() - store.retention;
    // When it fails, nothing is freed this time.
    const inUse = store.hasRoom ? await jobs?.hostsInUse(before) : undefined;
    const slices = new Slices(this.clock, signal, 'background');
    let freed = 0;
    for (const cluster of store.root.children.values()) {
      const keep = new Set(inUse?.get(cluster.name));
      for (const host of cluster.children.values()) {
        if (keep.has(host.name)) continue;
        freed += await store.free(host, before, slices);
        if (host.isEmpty) store.remove(host);
      }
      if (cluster.isEmpty) store.remove(cluster);
    }
    store.recycle();
    if (freed > 0) this.log.info({ chunks: freed, before }, 'old samples freed');
  }
}
