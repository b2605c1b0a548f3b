import { slotCount, type Frame, type TimeWindow } from './frame.js';

export interface FrameSummary {
  readonly series: number;
  readonly slots: number;
  readonly lowest: { readonly value: number; readonly label: string } | undefined;
  readonly highest: { readonly value: number; readonly label: string } | undefined;
  readonly mean: number | undefined;
  readonly missing: number;
}

/** Of the slots whose time lies in the window. */
export function summarize(frame: Frame, window: TimeWindow): FrameSummary {
  const first = Math.max(0, Math.ceil(window.from / frame.step));
  const end = Math.min(slotCount(frame), Math.floor(window.to / frame.step) + 1);
  let sum = 0;
  let count = 0;
  let lowest: FrameSummary['lowest'];
  let highest: FrameSummary['highest'];
  for (const { label, values } of frame.series) {
    for (let slot = first; slot < end; slot++) {
      const value = values[slot] ?? null;
      if (value === null) continue;
      sum += value;
      count++;
      if (!lowest || value < lowest.value) lowest = { value, label };
      if (!highest || value > highest.value) highest = { value, label };
    }
  }
  const slots = Math.max(0, end - first);
  const missing = slots * frame.series.length - count;
  return { series: frame.series.length, slots, lowest, highest, mean: count === 0 ? undefined : sum / count, missing };
}

export function summaryText(summary: FrameSummary, format: (value: number) => string): string {
  const { series, slots, lowest, highest, mean, missing } = summary;
  if (!lowest || !highest || mean === undefined) return 'There is no value in this window.';
  const what = series === 1 ? `${slots} values` : `${series} series with ${slots} values each`;
  const where = (label: string): string => (series === 1 ? '' : ` (${label})`);
  const range = `between ${format(lowest.value)}${where(lowest.label)} and ${format(highest.value)}${where(highest.label)}`;
  return `${what}, ${range}, ${format(mean)} on average${missing > 0 ? `; ${missing} values are missing` : ''}.`;
}
