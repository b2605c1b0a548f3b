import type { MetricStore } from '../store/metric-store.js';
import { countBetween, readSamples, windowOf } from './sample-window.js';

/** Samples at `from`, `from + step`, … */
export interface SampleRun {
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
}

/** Several series of one metric that are read as one, with `length` samples at `from`, `from + step`, … */
export interface SelectedSeries {
  readonly from: number;
  readonly step: number;
  readonly length: number;
  readonly series: readonly number[];
  /** Else they are summed. */
  readonly asMean: boolean;
}

/** Values of the metric do not combine. */
export const cannotCombine = Symbol('cannot combine');

/**
 * What a range holds of several series together. `undefined`: no samples at all.
 *
 * @param padded begin within the first step of the range, with `NaN` before the first sample: a run that begins late is filled up by
 *   whole steps, so that its samples keep their times, and none at the end is pushed out of the range
 */
export function findSelected(
  store: MetricStore,
  metric: number,
  series: readonly number[],
  range: { readonly from: number; readonly to: number },
  padded: boolean,
): SelectedSeries | typeof cannotCombine | undefined {
  const { step, aggregation } = store.table.at(metric);
  let count = 0;
  let first = Infinity;
  let to = -Infinity;
  for (const one of series) {
    const window = windowOf(store.series, one, range.from, range.to);
    if (!window) continue;
    count++;
    first = Math.min(first, window.from);
    to = Math.max(to, window.to);
  }
  if (count === 0) return undefined;
  if (count > 1 && aggregation === '') return cannotCombine;
  const from = padded ? first - Math.floor((first - range.from) / step) * step : first;
  return { from, step, length: countBetween(from, to, step), series, asMean: aggregation === 'avg' };
}

/**
 * Puts them into `out`, which has their length: sample by sample at the same times, by the metric's rule. What is missing is left out of
 * a sum and of an average, as long as at least half of the series have a value.
 */
export function readInto(store: MetricStore, { from, series, asMean }: SelectedSeries, out: Float64Array): void {
  if (series.length === 1) readSamples(store.series, series[0]!, from, out);
  else combine(store, series, from, out, asMean);
}

/** Both at once. */
export function readSelected(...of: Parameters<typeof findSelected>): SampleRun | typeof cannotCombine | undefined {
  const selected = findSelected(...of);
  if (selected === undefined || selected === cannotCombine) return selected;
  const values = new Float64Array(selected.length);
  readInto(of[0], selected, values);
  return { from: selected.from, step: selected.step, values };
}

function combine(
  store: MetricStore,
  series: readonly number[],
  from: number,
  out: Float64Array,
  asMean: boolean,
): void {
  const one = new Float64Array(out.length);
  const present = new Uint32Array(out.length);
  out.fill(0);
  for (const each of series) {
    readSamples(store.series, each, from, one);
    for (let i = 0; i < out.length; i++) {
      const value = one[i]!;
      if (Number.isNaN(value)) continue;
      out[i]! += value;
      present[i]!++;
    }
  }
  for (let i = 0; i < out.length; i++) {
    if (present[i]! * 2 < series.length) out[i] = NaN;
    else if (asMean) out[i]! /= present[i]!;
  }
}
