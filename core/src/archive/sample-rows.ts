import type { HostSnapshot, LevelSnapshot, Series } from '../domain/node-metrics.js';

/** Rows as columns, in the order of the file. */
export class SampleRows {
  readonly cluster: string[] = [];
  readonly hostname: string[] = [];
  readonly metric: string[] = [];
  readonly scope: string[] = [];
  readonly scope_id: string[] = [];
  readonly timestamp: bigint[] = [];
  readonly frequency: bigint[] = [];
  readonly value: number[] = [];

  get count(): number {
    return this.value.length;
  }
}

interface Place {
  readonly cluster: string;
  readonly host: string;
  /** Begin of the snapshot's window. */
  readonly window: number;
  readonly path: string;
  readonly scope: string;
  readonly id: string;
}

interface Last {
  readonly time: number;
  readonly value: number;
}

/**
 * Collects the samples of one host, level by level. A series that went on while cc-backend wrote a snapshot begins the next one at the begin of
 * the window, up to half a step off the time of its sample, which may be the one with which the snapshot before ended. Here the series goes
 * on in its own rhythm, and that sample counts once.
 */
export class SampleCollector {
  private readonly lasts = new Map<string, Last>();
  private rows = new SampleRows();

  /** Hands over at most `limit` rows at a time. */
  constructor(private readonly limit: number) {}

  *collect({ cluster, host, from, root }: HostSnapshot): Generator<SampleRows> {
    yield* this.collectLevel({ cluster, host, window: from, path: '', scope: 'node', id: '' }, root);
  }

  /** What is left. */
  rest(): SampleRows {
    return this.taken();
  }

  private *collectLevel(place: Place, { metrics, children }: LevelSnapshot): Generator<SampleRows> {
    for (const [metric, runs] of sorted(metrics)) {
      for (const run of [...runs].sort((a, b) => a.start - b.start)) yield* this.collectRun(place, metric, run);
    }
    for (const [name, child] of sorted(children)) {
      const path = `${place.path}${name}\0`;
      yield* this.collectLevel({ ...place, path, ...scopeOf(name) }, child);
    }
  }

  private *collectRun(place: Place, metric: string, run: Series): Generator<SampleRows> {
    const { step, values } = run;
    const key = `${place.path}${metric}`;
    const last = run.start === place.window ? this.lasts.get(key) : undefined;
    const skipped = last && skippedSteps(last, run);
    const start = last && skipped !== undefined ? last.time + skipped * step : run.start;
    for (let at = skipped === 0 ? 1 : 0; at < values.length; at++) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      const time = start + at * step;
      this.add(place, metric, time, step, value);
      this.lasts.set(key, { time, value });
      if (this.rows.count === this.limit) yield this.taken();
    }
  }

  private add({ cluster, host, scope, id }: Place, metric: string, time: number, step: number, value: number): void {
    const { rows } = this;
    rows.cluster.push(cluster);
    rows.hostname.push(host);
    rows.metric.push(metric);
    rows.scope.push(scope);
    rows.scope_id.push(id);
    rows.timestamp.push(BigInt(time));
    rows.frequency.push(BigInt(step));
    rows.value.push(value);
  }

  private taken(): SampleRows {
    const { rows } = this;
    this.rows = new SampleRows();
    return rows;
  }
}

/** How many steps behind the last sample the run really begins, 0 or 1; `undefined`: where it says. */
function skippedSteps(last: Last, { start, step, values }: Series): number | undefined {
  const steps = Math.floor((start - last.time) / step + 0.5);
  if (steps === 0) return values[0] === last.value ? 0 : undefined;
  return steps === 1 ? 1 : undefined;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const unit = /^(socket|memoryDomain|core|hwthread|cpu|accelerator)(\d.*)$/s;

/** `cpu3` → `hwthread`, `3`; `dev7` → `dev7` without an id. */
function scopeOf(level: string): { scope: string; id: string } {
  const [, scope, id] = unit.exec(level) ?? [];
  if (scope === undefined || id === undefined) return { scope: level, id: '' };
  return { scope: scope === 'cpu' ? 'hwthread' : scope, id };
}
