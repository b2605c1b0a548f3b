/** How often, in seconds; 0: never by itself. */
export const INTERVALS = [0, 5, 10, 30] as const;
export type Interval = (typeof INTERVALS)[number];

export function isInterval(value: unknown): value is Interval {
  return INTERVALS.some((interval) => interval === value);
}

export interface Timers {
  setInterval(act: () => void, milliseconds: number): number;
  clearInterval(timer: number): void;
}

/** Does something again and again. There is never more than one timer. */
export class AutoRefresh {
  /** A plain variable: as state of Svelte, setting it would run again the effect that sets it. */
  private timer: number | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly timers: Timers,
  ) {}

  every(seconds: Interval): void {
    this.stop();
    if (seconds > 0) this.timer = this.timers.setInterval(this.refresh, seconds * 1000);
  }

  stop(): void {
    if (this.timer !== undefined) this.timers.clearInterval(this.timer);
    this.timer = undefined;
  }
}
