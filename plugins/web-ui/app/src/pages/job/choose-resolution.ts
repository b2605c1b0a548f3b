import type { TimeWindow } from '../../plot/frame.js';

export interface ResolutionRules {
  /** Fewer visible points than this are too few; absent: the server has no opinion. */
  readonly trigger?: number;
  /** Those that the server offers, in seconds. */
  readonly resolutions?: readonly number[];
}

/** So many points are as many as a plot has pixels. */
const ENOUGH_POINTS = 1000;

/**
 * Distance of the points to ask for, in seconds; 0: as measured. Of the distances on offer the coarsest with which the
 * window still has enough points.
 */
export function chooseResolution(
  duration: number,
  timestep: number,
  window: TimeWindow | undefined,
  rules: ResolutionRules,
): number {
  const length = window ? window.to - window.from : duration;
  if (timestep <= 0 || length / timestep <= ENOUGH_POINTS) return 0;
  const enough = rules.trigger ? Math.max(rules.trigger, 100) * 2 : ENOUGH_POINTS / 2;
  const offered = rules.resolutions?.length
    ? rules.resolutions
    : [2, 5, 10, 20, 50, 100, 200].map((times) => times * timestep);
  const fitting = offered.filter(
    (resolution) => resolution > timestep && resolution % timestep === 0 && length / resolution >= enough,
  );
  return Math.max(0, ...fitting);
}

/** Whether what is there is too coarse for the window now. */
export function isTooCoarse(step: number, wanted: number, timestep: number): boolean {
  return step > Math.max(wanted, timestep);
}
