import { none } from '../store/sample-arena.js';
import { half } from '../store/series-columns.js';
import type { SeriesColumns } from '../store/series-columns.js';

/** The part of a time range for which a series has something to say. */
export interface SampleWindow {
  /** The range's begin, or the time of the oldest sample where that is later. */
  readonly from: number;
  /** Exclusive; nothing is known from here on. */
  readonly to: number;
}

/** `undefined`: the series has no samples at all. */
export function windowOf(columns: SeriesColumns, series: number, from: number, to: number): SampleWindow | undefined {
  const { arena } = columns;
  const step = columns.stepOf(series);
  let chunk = columns.headOf(series);
  let oldest = none;
  let end: number | undefined;
  for (; chunk !== none; chunk = arena.olderOf(chunk)) {
    oldest = chunk;
    const edge = arena.edgeOf(chunk);
    if (end === undefined && edge < to) end = Math.min(to, edge + columns.lengthOf(series, chunk) * step);
    if (end !== undefined && edge + half(step) <= from) break;
  }
  if (oldest === none) return undefined;
  const begin = Math.max(from, arena.edgeOf(oldest) + half(step));
  return { from: begin, to: end ?? begin };
}

/** How many of `from`, `from + step`, … lie before `to`. */
export function countBetween(from: number, to: number, step: number): number {
  return Math.max(0, Math.ceil((to - from) / step));
}

/**
 * Puts the samples nearest to `from`, `from + step`, … into `out`; `NaN` where there is none. They are decimals
 * as they were sent, so that sums and averages of them round like those of the sender.
 *
 *     slots      |  a  |  b  |  c  |          each covers one step around its time
 *     wanted        ↑     ↑     ↑     ↑       any phase: a, b, c, NaN
 */
export function readSamples(columns: SeriesColumns, series: number, from: number, out: Float64Array): void {
  const { arena } = columns;
  const step = columns.stepOf(series);
  out.fill(NaN);
  let behind = out.length; // places from here on are done
  for (let chunk = columns.headOf(series); chunk !== none && behind > 0; chunk = arena.olderOf(chunk)) {
    const edge = arena.edgeOf(chunk);
    const first = Math.max(0, Math.ceil((edge - from) / step));
    if (first >= behind) continue;
    const slot = Math.floor((from + first * step - edge) / step);
    const count = Math.min(behind - first, columns.lengthOf(series, chunk) - slot);
    arena.read(chunk, slot, count, out, first);
    behind = first;
  }
}
