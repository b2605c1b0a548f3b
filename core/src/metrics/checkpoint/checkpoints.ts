import { setImmediate as nextTurn } from 'node:timers/promises';
import { inject, injectable } from 'tsyringe';
import type { CheckpointStore } from '../../contracts/checkpoint-store.js';
import { Clock } from '../../contracts/clock.js';
import { Logger } from '../../contracts/logger.js';
import { MetricStoreHolder } from '../store/metric-store-holder.js';
import { SnapshotRestorer } from './restore-snapshot.js';
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

  /** Nothing that is wrong with a checkpoint keeps the server from starting; it is logged. */
  async restore(from: CheckpointStore): Promise<void> {
    const { store } = this.holder;
    if (!store) return;
    const since = store.retention > 0 ? this.clock.now() - store.retention : -Infinity;
    const restorer = new SnapshotRestorer(store);
    const hosts = new Set<string>();
    try {
      for await (const snapshot of from.restore(since)) {
        restorer.restore(snapshot);
        hosts.add(`${snapshot.cluster}/${snapshot.host}`);
        await nextTurn();
      }
    } catch (error) {
      this.log.error({ err: error }, 'checkpoints could not be read to their end; the server goes on without the rest');
    }
    for (const { file, reason } of from.quarantined)
      this.log.warn({ file, reason }, 'checkpoint could not be used; it is kept');
    const unknown = [...restorer.losses.unknownMetrics];
    if (unknown.length > 0)
      this.log.warn({ metrics: unknown }, 'checkpoints hold metrics that no cluster configures; left out');
    const other = [...restorer.losses.otherSteps];
    if (other.length > 0)
      this.log.warn({ metrics: other }, 'checkpoints hold metrics with another time step; left out');
    this.log.info({ hosts: hosts.size, series: store.series.size }, 'metric store restored');
  }

  /** Removes checkpoints that nobody will want again. */
  async prune(from: CheckpointStore): Promise<void> {
    const { store } = this.holder;
    if (!store || store.retention === 0) return;
    const files = await from.prune(this.clock.now() - store.retention);
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
    const taken: TakenSnapshot[] = [];
    let failed: ReadonlySet<string> | undefined;
    try {
      const report = await to.save(takeSnapshots(store, () => this.clock.now(), taken));
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
