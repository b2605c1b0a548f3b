import type { JournalColumns } from '../../contracts/checkpoint-store.js';
import { grown } from '../store/grown.js';

/** The journal's numbers of series. */
export interface SeriesNumbers {
  /** The journal's number of a series that is there now. */
  of(series: number): number;
}

/** Samples that were stored and still have to reach the journal. */
export class SampleLog {
  private series = new Int32Array(256);
  private times = new Float64Array(256);
  private values = new Float32Array(256);
  private count = 0;

  constructor(private readonly numbers: SeriesNumbers) {}

  /** Notes the journal's number at once: the store may give its own to another series before the batch is over. */
  add(series: number, time: number, value: number): void {
    if (this.count === this.series.length) this.grow();
    this.series[this.count] = this.numbers.of(series);
    this.times[this.count] = time;
    this.values[this.count++] = value;
  }

  /** Those from `from` to `to`. */
  addAll(series: Int32Array, times: Float64Array, values: Float32Array, from: number, to: number): void {
    while (this.count + to - from > this.series.length) this.grow();
    const { count, numbers } = this;
    for (let at = from, into = count; at < to; at++, into++) this.series[into] = numbers.of(series[at]!);
    this.times.set(times.subarray(from, to), count);
    this.values.set(values.subarray(from, to), count);
    this.count = count + to - from;
  }

  private grow(): void {
    this.series = grown(this.series, Int32Array);
    this.times = grown(this.times, Float64Array);
    this.values = grown(this.values, Float32Array);
  }

  get size(): number {
    return this.count;
  }

  /** Worth keeping for the next batch. */
  get isSmall(): boolean {
    return this.series.length <= 65_536;
  }

  /** Hands everything over, oldest first; the arrays are used again. */
  take(): JournalColumns {
    const { count, series, times, values } = this;
    this.count = 0;
    return { count, series, times, values };
  }
}
