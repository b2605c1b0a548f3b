import type { ColumnJournal } from '../../contracts/checkpoint-store.js';
import type { SeriesNumbers } from '../ingest/sample-log.js';
import type { MetricStore } from '../store/metric-store.js';

/** Which number the journal knows a series by; each series is declared when its first sample comes. */
export class JournalNumbers implements SeriesNumbers {
  /** By the store's number, plus one; 0: not declared yet. */
  private known = new Int32Array(1024);
  private generation: number;

  constructor(
    private readonly store: MetricStore,
    private readonly journal: ColumnJournal,
  ) {
    this.generation = store.generation;
  }

  of(series: number): number {
    if (this.generation !== this.store.generation) {
      this.generation = this.store.generation;
      this.known.fill(0);
    }
    const number = this.known[series];
    return number === undefined || number === 0 ? this.declare(series) : number - 1;
  }

  private declare(series: number): number {
    const { store } = this;
    const [cluster = '', host = '', ...levels] = store.levelOf(series).path;
    const { name: metric } = store.table.at(store.series.metricOf(series));
    const number = this.journal.declareSeries({ cluster, host, levels, metric });
    if (series >= this.known.length) {
      const larger = new Int32Array(Math.max(this.known.length * 2, series + 1));
      larger.set(this.known);
      this.known = larger;
    }
    this.known[series] = number + 1;
    return number;
  }
}
