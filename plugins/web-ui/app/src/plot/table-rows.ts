import { slotCount, type Frame, type Sample, type TimeWindow } from './frame.js';

export interface TableRow {
  /** Begin of the row's time. */
  readonly seconds: number;
  /** Mean of what is there, one per series. */
  readonly values: readonly Sample[];
}

/** The frame as a table: at most so many rows, each the mean over equally many slots. */
export function tableRows(frame: Frame, window: TimeWindow, most: number): readonly TableRow[] {
  const first = Math.max(0, Math.ceil(window.from / frame.step));
  const end = Math.min(slotCount(frame), Math.floor(window.to / frame.step) + 1);
  const stride = Math.max(1, Math.ceil((end - first) / most));
  const rows: TableRow[] = [];
  for (let slot = first; slot < end; slot += stride) {
    const until = Math.min(end, slot + stride);
    rows.push({
      seconds: slot * frame.step,
      values: frame.series.map(({ values }) => meanOf(values.slice(slot, until))),
    });
  }
  return rows;
}

function meanOf(values: readonly Sample[]): Sample {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}

/** Every slot of the window, as measured. */
export function csvOf(frame: Frame, window: TimeWindow): string {
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const header = ['seconds', ...frame.series.map(({ label }) => quoted(label))].join(',');
  const rows = tableRows(frame, window, Infinity).map(({ seconds, values }) =>
    [seconds, ...values.map((value) => value ?? '')].join(','),
  );
  return `${[header, ...rows].join('\n')}\n`;
}
