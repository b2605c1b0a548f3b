import type { Seconds, UnixSeconds } from './time.js';

/**
 * One run of evenly spaced samples of one metric, oldest first.
 *
 *     slot     0        1             2
 *     time     start    start + step  start + 2·step     seconds since 1970, UTC
 *     value    41.5     NaN           43                 in the metric's own unit
 *
 * `values` has shape (n,), float32. `NaN` says that no sample arrived for the slot; it is never measured.
 */
export interface Series {
  readonly start: UnixSeconds;
  readonly step: Seconds;
  readonly values: Float32Array;
}

/**
 * A level of the metric tree below a host: the host itself, `socket0`, `accelerator00000000:49:00.0`, or a sub-type below those.
 * A metric may have several runs, oldest first and not overlapping, when samples paused.
 */
export interface LevelSnapshot {
  readonly metrics: ReadonlyMap<string, readonly Series[]>;
  readonly children: ReadonlyMap<string, LevelSnapshot>;
}

/** All samples of one host in `[from, to)`. */
export interface HostSnapshot {
  readonly cluster: string;
  readonly host: string;
  readonly from: UnixSeconds;
  readonly to: UnixSeconds;
  readonly root: LevelSnapshot;
  /**
   * Stands in a journal only: it has to go into the next checkpoint. Its runs say when samples arrived and know nothing of the metric's
   * time step; they may overlap, and the later one counts.
   */
  readonly isJournalled?: boolean;
}
