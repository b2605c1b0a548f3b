import type { Settings } from '../../contracts/settings.js';

/** Series shorter than that are shown as they are. */
export function minimumPointsOf({ main }: Settings): number {
  const configured = main.resampling?.minimumPoints ?? 0;
  return configured > 0 ? configured : 1000;
}
