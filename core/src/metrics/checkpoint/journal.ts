import { inject, injectable } from 'tsyringe';
import type { CheckpointStore } from '../../contracts/checkpoint-store.js';
import { SampleLog } from '../ingest/sample-log.js';
import { MetricStoreHolder } from '../store/metric-store-holder.js';

/** The way of samples into the journal of the checkpoint store, where it has one. */
@injectable()
export class Journal {
  private target: CheckpointStore | undefined;

  constructor(@inject(MetricStoreHolder) private readonly holder: MetricStoreHolder) {}

  use(target: CheckpointStore): void {
    if (target.supports.journal) this.target = target;
  }

  /** `undefined`: samples are not journalled. */
  newLog(): SampleLog | undefined {
    return this.target ? new SampleLog() : undefined;
  }

  /** Resolves once the samples are durable. */
  async append(log: SampleLog): Promise<void> {
    const { store } = this.holder;
    if (!this.target || !store || log.size === 0) return;
    await this.target.append(
      log.take((series, time, value) => {
        const [cluster = '', host = '', ...levels] = store.levelOf(series).path;
        const { name } = store.table.at(store.series.metricOf(series));
        return { cluster, host, levels, metric: name, time, value };
      }),
    );
  }
}
