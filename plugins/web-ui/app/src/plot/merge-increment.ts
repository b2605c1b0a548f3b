import type { Frame, FrameSeries, Sample } from './frame.js';

/** New samples of some series, the first of them in slot `first`. Slots that are known already may come again. */
export interface Increment {
  readonly step: number;
  readonly first: number;
  readonly series: readonly FrameSeries[];
}

/**
 * The frame with the increment in it; the same frame when nothing changed. Numbers win over what was there, absences never
 * do: late samples fill gaps, and nothing that was drawn vanishes. An increment on another grid is left out.
 */
export function mergeIncrement(frame: Frame, { step, first, series }: Increment): Frame {
  if (step !== frame.step) return frame;
  const news = new Map(series.map((one) => [one.key, one]));
  let changed = false;
  const merged = frame.series.map((old) => {
    const more = news.get(old.key);
    news.delete(old.key);
    if (!more) return old;
    const values = mergeSamples(old.values, more.values, first);
    if (values === old.values) return old;
    changed = true;
    return { ...old, values };
  });
  for (const one of news.values()) {
    changed = true;
    merged.push({ ...one, values: mergeSamples([], one.values, first) });
  }
  return changed ? { step, series: merged } : frame;
}

export function mergeSamples(old: readonly Sample[], more: readonly Sample[], first: number): readonly Sample[] {
  const skipped = Math.max(0, -first);
  const isNew = (value: Sample, at: number): boolean => value !== null && value !== old[first + at];
  const last = more.findLastIndex((value) => value !== null);
  if (last < skipped || !more.some((value, at) => at >= skipped && isNew(value, at))) return old;
  const values = [...old];
  while (values.length <= first + last) values.push(null);
  for (let at = skipped; at <= last; at++) {
    const value = more[at]!;
    if (value !== null) values[first + at] = value;
  }
  return values;
}
