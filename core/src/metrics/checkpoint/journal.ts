import { inject, injectable } from 'tsyringe';
import type { CheckpointStore, ColumnJournal } from '../../contracts/checkpoint-store.js';
import { SampleLog } from '../ingest/sample-log.js';
import { MetricStoreHolder } from '../store/metric-store-holder.js';
import { JournalNumbers } from './journal-numbers.js';
import { SampleObjects } from './sample-objects.js';

/** Logs that are kept for the next batches. */
const mostIdle = 64;

/** The way of samples into the journal of the checkpoint store, where it has one. */
@injectable()
export class Journal {
  private readonly idle: SampleLog[] = [];
  private target: { readonly journal: ColumnJournal; readonly numbers: JournalNumbers } | undefined;

  constructor(@inject(MetricStoreHolder) private readonly holder: MetricStoreHolder) {}

  use(target: CheckpointStore): void {
    const { store } = this.holder;
    if (!target.supports.journal || !store) return;
    const journal = target.columns ?? new SampleObjects(target);
    this.target = { journal, numbers: new JournalNumbers(store, journal) };
    this.idle.length = 0;
  }

  /** `undefined`: samples are not journalled. */
  newLog(): SampleLog | undefined {
    return this.target ? (this.idle.pop() ?? new SampleLog(this.target.numbers)) : undefined;
  }

  /** Resolves once the samples are as durable as the journal makes them. The log goes to the next batch. */
  async append(log: SampleLog): Promise<void> {
    if (!this.target) return;
    const done = log.size > 0 ? this.target.journal.append(log.take()) : undefined;
    if (this.idle.length < mostIdle && log.isSmall) this.idle.push(log);
    await done;
  }
}
