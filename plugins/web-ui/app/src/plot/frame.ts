/** A value; nothing where nothing was measured. */
export type Sample = number | null;

export interface FrameSeries {
  /** Tells series of one frame apart. */
  readonly key: string;
  /** For people. */
  readonly label: string;
  /** Slot i lies at i · step. */
  readonly values: readonly Sample[];
}

/** What one plot shows: series on one grid of time that begins at 0. */
export interface Frame {
  /** Seconds between two slots. */
  readonly step: number;
  readonly series: readonly FrameSeries[];
}

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export function slotCount({ series }: Frame): number {
  return series.reduce((longest, { values }) => Math.max(longest, values.length), 0);
}

/** Slot whose time is closest; `undefined` outside of the data. */
export function slotAt(frame: Frame, seconds: number): number | undefined {
  const slot = Math.round(seconds / frame.step);
  return slot >= 0 && slot < slotCount(frame) ? slot : undefined;
}

export function isEmptyFrame(frame: Frame): boolean {
  return frame.series.every(({ values }) => values.every((value) => value === null));
}
