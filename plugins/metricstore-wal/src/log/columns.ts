import type { JournalColumns } from '@cc-kernel/core/plugin';

/** Columns that grow. */
export class GrowingColumns implements JournalColumns {
  count = 0;
  series: Int32Array;
  times: Float64Array;
  values: Float32Array;

  constructor(capacity = 0) {
    this.series = new Int32Array(capacity);
    this.times = new Float64Array(capacity);
    this.values = new Float32Array(capacity);
  }

  add({ count, series, times, values }: JournalColumns): void {
    this.makeRoom(this.count + count);
    this.series.set(series.subarray(0, count), this.count);
    this.times.set(times.subarray(0, count), this.count);
    this.values.set(values.subarray(0, count), this.count);
    this.count += count;
  }

  private makeRoom(count: number): void {
    if (count <= this.series.length) return;
    const length = Math.max(1024, this.series.length * 2, count);
    const { series, times, values } = this;
    this.series = new Int32Array(length);
    this.series.set(series);
    this.times = new Float64Array(length);
    this.times.set(times);
    this.values = new Float32Array(length);
    this.values.set(values);
  }
}
