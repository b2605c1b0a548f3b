/**
 * How simulated time passes.
 *
 * - `live`: what lies before the present is sent at once. From then on simulated time passes `speed` times as fast as
 *   the wall clock, and everything is stamped with the wall clock: at speed 10 an hour's job is over in six minutes.
 * - `replay`: everything keeps its simulated time; `speed` only says how fast it is sent.
 */
export type PlayMode = 'live' | 'replay';

export interface Timeline {
  /** The time that the server is told, in whole seconds. */
  stamp(simulated: number): number;
  /** The simulated time of a moment that the server was told. */
  simulated(stamp: number): number;
  /** When, by the wall clock, something is to be sent. */
  due(simulated: number): number;
}

/** `now` is the wall clock in seconds at which playing begins. */
export function timeline(mode: PlayMode, speed: number, from: number, now: number): Timeline {
  if (mode === 'replay') {
    return {
      stamp: (simulated) => simulated,
      simulated: (stamp) => stamp,
      due: (simulated) => now + (simulated - from) / speed,
    };
  }
  const wall = (simulated: number): number => (simulated <= now ? simulated : now + (simulated - now) / speed);
  return {
    stamp: (simulated) => Math.round(wall(simulated)),
    simulated: (stamp) => (stamp <= now ? stamp : Math.round(now + (stamp - now) * speed)),
    due: wall,
  };
}
