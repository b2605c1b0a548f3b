import type { TimeWindow } from './frame.js';

export type PlotGroupChange = 'cursor' | 'window';

/** Windows do not get narrower than this many seconds. */
const NARROWEST = 5;

/**
 * What plots of one thing share: the time that they show and the moment that is pointed at. Times are seconds from the
 * begin of the data.
 */
export class PlotGroup {
  private readonly listeners = new Set<(change: PlotGroupChange) => void>();
  private end: number;
  private zoomed: TimeWindow | undefined;
  private pointed: number | undefined;

  constructor(end = 1, window?: TimeWindow) {
    this.end = Math.max(NARROWEST, end);
    this.zoomed = window && this.fitting(window);
  }

  /** All there is. */
  get extent(): TimeWindow {
    return { from: 0, to: this.end };
  }

  /** `undefined`: all. */
  get window(): TimeWindow | undefined {
    return this.zoomed;
  }

  get visible(): TimeWindow {
    return this.zoomed ?? this.extent;
  }

  get cursor(): number | undefined {
    return this.pointed;
  }

  subscribe(listener: (change: PlotGroupChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** There is more now (or less, when it is over). A zoomed window stays where it is as far as that exists. */
  extend(end: number): void {
    const next = Math.max(NARROWEST, end);
    if (next === this.end) return;
    this.end = next;
    if (this.zoomed) this.zoomed = this.fitting(this.zoomed);
    this.tell('window');
  }

  /** Without a window: back to all. */
  zoom(window?: TimeWindow): void {
    const next = window && this.fitting(window);
    if (next?.from === this.zoomed?.from && next?.to === this.zoomed?.to) return;
    this.zoomed = next;
    this.tell('window');
  }

  /** Factors below 1 show less. Zooms around the cursor, else around the middle. */
  zoomBy(factor: number): void {
    const { from, to } = this.visible;
    const inside = this.pointed !== undefined && this.pointed >= from && this.pointed <= to;
    const center = inside ? this.pointed! : (from + to) / 2;
    const width = Math.max(NARROWEST, (to - from) * factor);
    const start = center - ((center - from) / (to - from)) * width;
    this.zoom({ from: start, to: start + width });
  }

  /** By a share of what is visible; negative: earlier. */
  pan(share: number): void {
    if (!this.zoomed) return;
    const { from, to } = this.zoomed;
    const shift = Math.max(-from, Math.min(this.end - to, (to - from) * share));
    this.zoom({ from: from + shift, to: to + shift });
  }

  point(seconds: number | undefined): void {
    const next = seconds === undefined ? undefined : Math.max(0, Math.min(this.end, seconds));
    if (next === this.pointed) return;
    this.pointed = next;
    this.tell('cursor');
  }

  /** Along the grid, within what is visible; begins at the edge from which it comes. */
  stepCursor(step: number, count: number): void {
    const { from, to } = this.visible;
    const start = this.pointed ?? (count > 0 ? from - step : to + step);
    const first = Math.ceil(from / step) * step;
    const last = Math.floor(to / step) * step;
    this.point(Math.max(first, Math.min(last, (Math.round(start / step) + count) * step)));
  }

  private fitting({ from, to }: TimeWindow): TimeWindow | undefined {
    if (!(to > from)) return undefined;
    const width = Math.min(this.end, Math.max(NARROWEST, to - from));
    const start = Math.max(0, Math.min(this.end - width, from));
    // Whole seconds: an address that holds them shows the same.
    return width >= this.end ? undefined : { from: Math.round(start), to: Math.round(start + width) };
  }

  private tell(change: PlotGroupChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
