import type { SimulatedJob } from '../schedule/simulated-job.js';
import type { Site } from '../site/simulated-site.js';
import type { Timeline } from './timeline.js';

/** What part of a site's life is told. */
export interface PlayRange {
  readonly site: Site;
  /** Samples from this moment on, unix seconds. */
  readonly from: number;
  /** Ends before this moment, in times that the server is told. Left out: goes on for ever. */
  readonly to?: number;
  /** Jobs that end before are not told; the same as `from` when left out. */
  readonly jobsFrom?: number;
}

/** Something that is to be told, by simulated time. */
export type PlayEvent =
  | { readonly what: 'start' | 'stop'; readonly at: number; readonly job: SimulatedJob }
  | { readonly what: 'samples'; readonly at: number; readonly stamp: number };

/** Everything that happens, by simulated time. */
export function* playEvents(
  { site, from, to: end = Infinity, jobsFrom = from }: PlayRange,
  line: Timeline,
): Generator<PlayEvent> {
  const to = line.simulated(end);
  const stops: SimulatedJob[] = [];
  const starts = startsOf(site, from, to, jobsFrom);
  let next = starts.next();
  const step = site.timestep;
  for (let stamp = Math.ceil(line.stamp(from) / step) * step; ; stamp += step) {
    const until = Math.min(line.simulated(stamp), to);
    for (;;) {
      const stop = stops[0];
      const start = next.done === true ? undefined : next.value;
      const startAt = start === undefined ? Infinity : Math.max(from, start.start.startTime);
      const stopAt = stop?.stop.stopTime ?? Infinity;
      if (Math.min(startAt, stopAt) > until || Math.min(startAt, stopAt) >= to) break;
      if (stop !== undefined && stopAt <= startAt) {
        stops.shift();
        yield { what: 'stop', at: stopAt, job: stop };
      } else if (start !== undefined) {
        insertByStop(stops, start);
        next = starts.next();
        yield { what: 'start', at: startAt, job: start };
      }
    }
    if (line.simulated(stamp) >= to) return;
    yield { what: 'samples', at: line.simulated(stamp), stamp };
  }
}

function* startsOf(site: Site, from: number, to: number, jobsFrom: number): Generator<SimulatedJob> {
  const longestJob = 86_400;
  for (const job of site.jobs({ from: Math.min(from, jobsFrom) - longestJob, to })) {
    if (job.stop.stopTime > jobsFrom) yield job;
  }
}

function insertByStop(stops: SimulatedJob[], job: SimulatedJob): void {
  let place = stops.length;
  while (place > 0 && (stops[place - 1]?.stop.stopTime ?? 0) > job.stop.stopTime) place--;
  stops.splice(place, 0, job);
}
