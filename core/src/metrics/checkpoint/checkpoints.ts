import { inject, injectable } from 'tsyringe';
import type { CheckpointStore, KeepSnapshots } from '../../contracts/checkpoint-store.js';
import { Clock } from '../../contracts/clock.js';
import { Logger } from '../../contracts/logger.js';
import { MetricStoreHolder } from '../store/metric-store-holder.js';
import { Loading } from './loading.js';
import { markUnsaved, takeSnapshots } from './take-snapshots.js';
import type { TakenSnapshot } from './take-snapshots.js';

/** How saving went last, for the health page. */
export interface CheckpointOutcome {
  readonly at: number;
  readonly hosts: number;
  readonly failed: readonly string[];
}

/** Saves the store and brings it back. */
@injectable()
export class Checkpoints {
  /** Of the last attempt; `undefined` before the first. */
  outcome: CheckpointOutcome | undefined;
  private running: Promise<void> | undefined;

  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /** Begins to bring back what was saved; readers wait for what they need of it. */
  load(from: CheckpointStore): Loading | undefined {
    const { store } = this.holder;
    if (!store) return undefined;
    const since = store.retention > 0 ? this.clock.now() - store.retention : -Infinity;
    const loading = new Loading(from, store, since, this.clock, this.log);
    this.holder.loading = loading;
    return loading;
  }

  /** The last thing before the stop. What was not loaded yet is where it was, and with a journal so is what came since the start. */
  async saveAtStop(to: CheckpointStore): Promise<void> {
    const { loading } = this.holder;
    if (loading && !loading.isComplete && to.supports.journal) {
      await loading.abandon();
      if (!loading.isComplete) {
        this.log.warn(loading.progress, 'stopped while saved samples were loading; the log stays for the next start');
        return;
      }
    }
    await this.save(to);
  }

  /** Removes checkpoints that no start will want again, or lets them be kept elsewhere. */
  async prune(
    from: CheckpointStore,
    keeper: (before: number) => KeepSnapshots | undefined = () => undefined,
  ): Promise<void> {
    const { store } = this.holder;
    if (!store || store.retention === 0) return;
    await this.holder.loading?.all;
    const before = this.clock.now() - store.retention;
    const files = await from.prune(before, keeper(before));
    if (files > 0) this.log.info({ files }, 'old checkpoints removed');
  }

  /** Saves what changed since the last time. A second call while one runs waits for it and then saves again. */
  async save(to: CheckpointStore): Promise<void> {
    while (this.running) await this.running.catch(() => {});
    this.running = this.saveOnce(to);
    try {
      await this.running;
    } finally {
      this.running = undefined;
    }
  }

  private async saveOnce(to: CheckpointStore): Promise<void> {
    const { store } = this.holder;
    if (!store) return;
    // Before, a snapshot would hold but a part of its host, and the log would seem needless.
    await this.holder.loading?.all;
    const taken: TakenSnapshot[] = [];
    let failed: ReadonlySet<string> | undefined;
    try {
      const report = await to.save(takeSnapshots(store, this.clock, taken));
      failed = new Set(report.failed.map(({ cluster, host }) => `${cluster}/${host}`));
      for (const { cluster, host, error } of report.failed) {
        this.log.error({ err: error, cluster, host }, 'checkpoint of a host failed; it is tried again next time');
      }
      this.log.info({ hosts: report.hosts, bytes: report.bytes, failed: failed.size }, 'checkpoint written');
      this.outcome = { at: this.clock.now(), hosts: report.hosts, failed: [...failed] };
    } catch (error) {
      this.outcome = { at: this.clock.now(), hosts: 0, failed: ['all hosts'] };
      throw error;
    } finally {
      for (const snapshot of taken) {
        if (!failed || failed.has(`${snapshot.cluster}/${snapshot.host}`)) markUnsaved(store, snapshot);
      }
    }
  }
}
