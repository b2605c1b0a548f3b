import { MOST_NAMED_SERIES } from './readout.js';

export interface SeriesLook {
  readonly color: `--${string}`;
  /** Lengths of dashes and gaps; empty: a full line. */
  readonly dash: readonly number[];
  /** 0 … 1 */
  readonly alpha: number;
  readonly width: number;
}

const COLORS = 8;

/** Few series have a colour each, and the later ones dashes besides; many are one cloud of thin lines. */
export function seriesLook(index: number, count: number): SeriesLook {
  if (count > MOST_NAMED_SERIES) {
    return { color: '--series-1', dash: [], alpha: Math.max(0.25, Math.min(0.7, 12 / count)), width: 1 };
  }
  return { color: `--series-${(index % COLORS) + 1}`, dash: index < 4 ? [] : [6, 3], alpha: 1, width: 1.5 };
}

/** `#0072b2` and 0.5 to `#0072b280`. Colours that are not written so stay as they are. */
export function withAlpha(color: string, alpha: number): string {
  if (!/^#[\da-f]{6}$/i.test(color) || alpha >= 1) return color;
  return (
    color +
    Math.round(Math.max(0, alpha) * 255)
      .toString(16)
      .padStart(2, '0')
  );
}
