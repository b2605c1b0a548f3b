import type { Frame, Sample } from './frame.js';
import { slotCount } from './frame.js';

/** Over all series, slot by slot. */
export interface StatisticsBand {
  readonly min: readonly Sample[];
  readonly median: readonly Sample[];
  readonly max: readonly Sample[];
}

export function statisticsBand(frame: Frame): StatisticsBand {
  const slots = slotCount(frame);
  const min: Sample[] = [];
  const median: Sample[] = [];
  const max: Sample[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const sorted = sortedAt(frame, slot);
    min.push(sorted.at(0) ?? null);
    median.push(medianOf(sorted));
    max.push(sorted.at(-1) ?? null);
  }
  return { min, median, max };
}

/** The values of a slot that are there, ascending. */
export function sortedAt({ series }: Frame, slot: number): Float64Array {
  const values = new Float64Array(series.length);
  let count = 0;
  for (const one of series) {
    const value = one.values[slot] ?? null;
    if (value !== null) values[count++] = value;
  }
  return values.subarray(0, count).sort();
}

export function medianOf(sorted: Float64Array): Sample {
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
