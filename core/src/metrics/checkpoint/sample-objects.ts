import type {
  CheckpointStore,
  ColumnJournal,
  JournalColumns,
  JournalSample,
  JournalSeries,
} from '../../contracts/checkpoint-store.js';

/** Columns for a journal that takes samples one by one. */
export class SampleObjects implements ColumnJournal {
  private readonly declared: JournalSeries[] = [];

  constructor(private readonly target: CheckpointStore) {}

  declareSeries(series: JournalSeries): number {
    return this.declared.push(series) - 1;
  }

  append({ count, series, times, values }: JournalColumns): Promise<void> {
    return this.target.append(
      Array.from({ length: count }, (_, at): JournalSample => {
        const { cluster, host, levels, metric } = this.declared[series[at]!]!;
        return { cluster, host, levels, metric, time: times[at]!, value: values[at]! };
      }),
    );
  }
}
