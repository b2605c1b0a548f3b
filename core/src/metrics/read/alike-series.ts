import { seriesStatistics } from '../../domain/statistics.js';
import type { SeriesStatistics } from '../../domain/job-data.js';
import { isThinned, resample, resampleAnyway } from './resample.js';
import type { Floats, ResampleOptions } from './resample.js';

export interface AlikeSeriesItem {
  /** Of all samples, before thinning. */
  readonly statistics: SeriesStatistics;
  readonly data: Floats;
}

/** Memory for samples that are wanted for a moment only. */
export class Scratch {
  private memory = new Float64Array(0);

  /** Holds rubbish, and what is written there until the next call. */
  take(length: number): Float64Array {
    if (length > this.memory.length) this.memory = new Float64Array(length);
    return this.memory.subarray(0, length);
  }
}

/**
 * The series of one metric as they are read one by one, all with the same distance in the end: the longest decides whether they are
 * thinned out. One that is long enough is thinned at once, so that its samples need no memory of their own; a shorter one waits for
 * what becomes of the others.
 */
export class AlikeSeries {
  private readonly items: AlikeSeriesItem[] = [];
  private readonly waiting: number[] = [];

  /** Rejects a resolution that is no multiple of the step with the first series. */
  constructor(
    private readonly options: ResampleOptions,
    private readonly scratch: Scratch,
  ) {}

  add(length: number, read: (into: Float64Array) => void): void {
    const { items, options } = this;
    const thins = isThinned(length, options);
    const values = thins ? this.scratch.take(length) : new Float64Array(length);
    read(values);
    const statistics = seriesStatistics(values);
    if (!thins) this.waiting.push(items.length);
    items.push({ statistics, data: thins ? resample(values, options).values : values });
  }

  /** All that were added, in order, and the distance of their samples. */
  finish(): { readonly items: readonly AlikeSeriesItem[]; readonly step: number } {
    const { items, waiting, options } = this;
    if (waiting.length === items.length) return { items, step: options.step };
    for (const at of waiting) {
      const { statistics, data } = items[at]!;
      items[at] = { statistics, data: resampleAnyway(data, options) };
    }
    return { items, step: options.resolution };
  }
}
