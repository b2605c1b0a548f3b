import type { LiveMessage } from '../contracts/live-topics.js';
import type { JobData, JobSeries } from '../domain/job-data.js';
import type { MetricScope } from '../domain/scope.js';
import type { Seconds, UnixSeconds } from '../domain/time.js';

/** Late samples: so many slots before the newest are sent again. */
const REPEATED_SLOTS = 3;

/** What a watcher of a running job has got, per metric and scope, so that only what is new is sent. */
export class WatchedJob {
  private readonly sent = new Map<string, UnixSeconds>();

  /**
   * @param start of the job; slot i of a series lies at start + i · timestep
   * @param since what the watcher has already
   */
  constructor(
    private readonly start: UnixSeconds,
    private readonly since: UnixSeconds,
  ) {}

  /** From where the next load has to begin, on the grid of the coarsest timestep. */
  from(timestep: Seconds): UnixSeconds {
    const oldest = this.sent.size === 0 ? this.since : Math.min(...this.sent.values());
    const slot = Math.floor((oldest - this.start) / timestep) - REPEATED_SLOTS;
    return this.start + Math.max(0, slot) * timestep;
  }

  /**
   * The part of `data` (whose first slot lies at `from`) that the watcher lacks. Per metric and scope:
   * `{ name, scope, timestep, first, series: [{ hostname, id?, data }] }`, where `first` is the number of the first slot
   * counted from the job's start. `undefined`: nothing new.
   */
  news(data: JobData, from: UnixSeconds): LiveMessage | undefined {
    const metrics = [...data].flatMap(([name, byScope]) =>
      [...byScope].flatMap(([scope, { timestep, series }]) => {
        const end = from + timestep * newestSlot(series);
        const key = `${name}/${scope}`;
        if (end <= (this.sent.get(key) ?? this.since)) return [];
        this.sent.set(key, end);
        return [this.part(name, scope, timestep, from, series)];
      }),
    );
    return metrics.length === 0 ? undefined : { event: 'samples', data: { metrics }, id: String(this.until()) };
  }

  private until(): UnixSeconds {
    return Math.min(...this.sent.values());
  }

  private part(
    name: string,
    scope: MetricScope,
    timestep: Seconds,
    from: UnixSeconds,
    series: readonly JobSeries[],
  ): object {
    return {
      name,
      scope,
      timestep,
      first: Math.round((from - this.start) / timestep),
      series: series.map(({ hostname, id, data }) => ({
        hostname,
        ...(id === undefined ? {} : { id }),
        data: Array.from(data, (value) => (Number.isFinite(value) ? Math.round(value * 100) / 100 : null)),
      })),
    };
  }
}

/** Number of slots up to the last that any series has a sample for. */
function newestSlot(series: readonly JobSeries[]): number {
  return Math.max(0, ...series.map(({ data }) => data.findLastIndex((value) => !Number.isNaN(value)) + 1));
}
