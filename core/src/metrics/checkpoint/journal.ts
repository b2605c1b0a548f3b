import { inject, injectable } from 'tsyringe';
import type { CheckpointStore, ColumnJournal } from '../../contracts/checkpoint-store.js';
import { SampleLog } from '../ingest/sample-log.js';
import { MetricStoreHolder } from '../store/metric-store-holder.js';
import { JournalNumbers } from './journal-numbers.js';
import { SampleObjects } from './sample-objects.js';

/** The way of samples into the journal of the checkpoint store, where it has one. */
@injectable()
export class Journal {
  private target: { readonly journal: ColumnJournal; readonly numbers: JournalNumbers } | undefined;

  constructor(@inject(MetricStoreHolder) private readonly holder: MetricStoreHolder) {}

  use(target: CheckpointStore): void {
    const { store } = this.holder;
    if (!target.supports.journal || !store) return;
    const journal = target.columns ?? new SampleObjects(target);
    this.target = { journal, numbers: new JournalNumbers(store, journal) };
  }

  /** `undefined`: samples are not journalled. */
  newLog(): SampleLog | undefined {
    return this.target ? new SampleLog(this.target.numbers) : undefined;
  }

  /** Resolves once the samples are as durable as the journal makes them. */
  async append(log: SampleLog): Promise<void> {
    if (this.target && log.size > 0) await this.target.journal.append(log.take());
  }
}
