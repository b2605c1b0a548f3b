import { grown } from '../store/sample-arena.js';

/** Samples that were stored and still have to reach the journal. */
export class SampleLog {
  private series = new Int32Array(64);
  private times = new Float64Array(64);
  private values = new Float32Array(64);
  private count = 0;

  add(series: number, time: number, value: number): void {
    if (this.count === this.series.length) {
      this.series = grown(this.series, Int32Array);
      this.times = grown(this.times, Float64Array);
      this.values = grown(this.values, Float32Array);
    }
    this.series[this.count] = series;
    this.times[this.count] = time;
    this.values[this.count++] = value;
  }

  get size(): number {
    return this.count;
  }

  /** Hands everything over, oldest first. */
  take<T>(each: (series: number, time: number, value: number) => T): T[] {
    const taken = Array.from({ length: this.count }, (_, at) =>
      each(this.series[at]!, this.times[at]!, this.values[at]!),
    );
    this.count = 0;
    return taken;
  }
}
