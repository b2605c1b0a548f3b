import { none } from './none.js';
import type { SeriesColumns } from './series-columns.js';

/** The series of each level, chained in the order in which they came: a level remembers the first only. */
export class SeriesChain {
  constructor(private readonly columns: SeriesColumns) {}

  /** The level's series of a metric, or `none`. */
  find(first: number, metric: number): number {
    const { columns } = this;
    let series = first;
    while (series !== none && columns.metricOf(series) !== metric) series = columns.after(series);
    return series;
  }

  /** Puts a series behind the last of those that begin with `first`. Returns the first. */
  append(first: number, series: number): number {
    const { columns } = this;
    columns.setAfter(series, none);
    if (first === none) return series;
    let last = first;
    for (let next = columns.after(last); next !== none; next = columns.after(last)) last = next;
    columns.setAfter(last, series);
    return first;
  }

  /** Takes out those that `keep` does not want. Returns the first of the others. */
  filter(first: number, keep: (series: number) => boolean): number {
    const { columns } = this;
    let kept = none;
    let last = none;
    for (let series = first; series !== none;) {
      const next = columns.after(series);
      if (keep(series)) {
        if (last === none) kept = series;
        else columns.setAfter(last, series);
        last = series;
      }
      series = next;
    }
    if (last !== none) columns.setAfter(last, none);
    return kept;
  }

  metricOf(series: number): number {
    return this.columns.metricOf(series);
  }

  after(series: number): number {
    return this.columns.after(series);
  }
}
