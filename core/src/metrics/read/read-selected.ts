import type { MetricStore } from '../store/metric-store.js';
import { countBetween, readSamples, windowOf } from './sample-window.js';

/** Samples at `from`, `from + step`, … */
export interface SampleRun {
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
}

/** Values of the metric do not combine. */
export const cannotCombine = Symbol('cannot combine');

/**
 * Reads several series of one metric as one: sample by sample at the same times, by the metric's rule. What is missing is left out of
 * a sum and of an average, as long as at least half of the series have a value. `undefined`: no samples at all.
 *
 * @param padded begin within the first step of the range, with `NaN` before the first sample: a run that begins late is filled up by
 *   whole steps, so that its samples keep their times, and none at the end is pushed out of the range
 */
export function readSelected(
  store: MetricStore,
  metric: number,
  series: readonly number[],
  range: { readonly from: number; readonly to: number },
  padded: boolean,
): SampleRun | typeof cannotCombine | undefined {
  const { step, aggregation } = store.table.at(metric);
  const windows = series.flatMap((one) => windowOf(store.series, one, range.from, range.to) ?? []);
  if (windows.length === 0) return undefined;
  if (windows.length > 1 && aggregation === '') return cannotCombine;
  const first = Math.min(...windows.map((window) => window.from));
  const from = padded ? first - Math.floor((first - range.from) / step) * step : first;
  const to = Math.max(...windows.map((window) => window.to));
  const values = new Float64Array(countBetween(from, to, step));
  if (series.length === 1) readSamples(store.series, series[0]!, from, values);
  else combine(store, series, from, values, aggregation === 'avg');
  return { from, step, values };
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
