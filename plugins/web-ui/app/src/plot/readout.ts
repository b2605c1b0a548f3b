import { slotAt, slotCount, type Frame, type Sample, type TimeWindow } from './frame.js';
import { medianOf } from './statistics-band.js';

/** Up to so many series are told one by one, and have colours of their own. */
export const MOST_NAMED_SERIES = 8;

export interface NamedValue {
  /** Place in the frame. */
  readonly index: number;
  readonly label: string;
  readonly value: Sample;
}

export interface SpreadValue {
  readonly word: 'min' | 'median' | 'max';
  readonly value: Sample;
  /** Whose value it is. */
  readonly label: string | undefined;
}

/** All values of a moment, or the spread of many. */
export type Readout =
  | { readonly kind: 'all'; readonly values: readonly NamedValue[] }
  | { readonly kind: 'spread'; readonly values: readonly SpreadValue[] };

export function readoutAt(frame: Frame, seconds: number): Readout {
  const slot = slotAt(frame, seconds);
  return readoutOf(frame, ({ values }) => (slot === undefined ? null : (values[slot] ?? null)));
}

/** Of each series the mean over a window. */
export function meanReadout(frame: Frame, window: TimeWindow): Readout {
  const first = Math.max(0, Math.ceil(window.from / frame.step));
  const end = Math.min(slotCount(frame), Math.floor(window.to / frame.step) + 1);
  return readoutOf(frame, ({ values }) => {
    let sum = 0;
    let count = 0;
    for (let slot = first; slot < end; slot++) {
      const value = values[slot] ?? null;
      if (value === null) continue;
      sum += value;
      count++;
    }
    return count === 0 ? null : sum / count;
  });
}

function readoutOf(frame: Frame, valueOf: (series: Frame['series'][number]) => Sample): Readout {
  const all = frame.series.map((series, index) => ({ index, label: series.label, value: valueOf(series) }));
  if (all.length <= MOST_NAMED_SERIES) return { kind: 'all', values: all };
  const sorted = Float64Array.from(all.flatMap(({ value }) => (value === null ? [] : [value]))).sort();
  const labelOf = (wanted: Sample): string | undefined =>
    wanted === null ? undefined : all.find(({ value }) => value === wanted)?.label;
  const [min, max] = [sorted.at(0) ?? null, sorted.at(-1) ?? null];
  return {
    kind: 'spread',
    values: [
      { word: 'min', value: min, label: labelOf(min) },
      { word: 'median', value: medianOf(sorted), label: undefined },
      { word: 'max', value: max, label: labelOf(max) },
    ],
  };
}

/** For screen readers. */
export function readoutText(readout: Readout, format: (value: Sample) => string): string {
  if (readout.kind === 'all') return readout.values.map(({ label, value }) => `${label} ${format(value)}`).join(', ');
  return readout.values
    .map(({ word, value, label }) => `${word} ${format(value)}${label === undefined ? '' : ` (${label})`}`)
    .join(', ');
}
