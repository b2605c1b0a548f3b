import type { Frame } from './frame.js';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Free space above the highest value. */
const HEADROOM = 1.06;

/** `undefined`: there is no value at all. */
export function extremes({ series }: Frame): ValueRange | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const { values } of series) {
    for (const value of values) {
      if (value === null) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return max === -Infinity ? undefined : { min, max };
}

/**
 * The range of the axis: from 0 (or below, where there are negative values) to above everything that has to be seen.
 * @param marks values that shall be visible too
 * @param before range until now, which is never left: what grows must not make the picture jump back and forth
 */
export function valueRange(data: ValueRange | undefined, marks: readonly number[], before?: ValueRange): ValueRange {
  const top = Math.max(0, data?.max ?? 0, ...marks.filter(Number.isFinite));
  const bottom = Math.min(0, data?.min ?? 0);
  const max = Math.max(top * HEADROOM, before?.max ?? 0);
  const min = Math.min(bottom * HEADROOM, before?.min ?? 0);
  return max > min ? { min, max } : { min, max: min + 1 };
}
