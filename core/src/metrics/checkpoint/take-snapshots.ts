import type { Clock } from '../../contracts/clock.js';
import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';
import { Slices } from '../slices.js';
import type { Level } from '../store/level.js';
import type { MetricStore } from '../store/metric-store.js';
import { half } from '../store/series-columns.js';

/** What a snapshot holds that was not in a checkpoint before, to be told the store once it is known whether it was written. */
export interface TakenSnapshot {
  readonly cluster: string;
  readonly host: string;
  /** Begin of the oldest slot that was not saved yet. */
  unsavedFrom: number;
  readonly series: number[];
}

/**
 * A snapshot of each host that has samples which no checkpoint holds: all its samples from the oldest of those on. Each level is copied at
 * one moment; samples that arrive later belong to the next snapshot. `taken` grows as hosts are copied.
 */
export async function* takeSnapshots(
  store: MetricStore,
  clock: Clock,
  taken: TakenSnapshot[],
): AsyncGenerator<HostSnapshot> {
  const slices = new Slices(clock, undefined, 'background');
  for (const cluster of store.root.children.values()) {
    for (const host of cluster.children.values()) {
      await slices.next();
      const unsavedFrom = oldestUnsaved(store, host);
      if (unsavedFrom === Infinity) continue;
      const snapshot: TakenSnapshot = { cluster: cluster.name, host: host.name, unsavedFrom, series: [] };
      taken.push(snapshot);
      yield await new HostCopy(store, snapshot, slices).take(host, clock.now());
    }
  }
}

function oldestUnsaved({ series: columns }: MetricStore, host: Level): number {
  let from = Infinity;
  for (const level of host.walk()) {
    for (const [, series] of level.allSeries()) from = Math.min(from, columns.unsavedFrom(series));
  }
  return from;
}

class HostCopy {
  private from = Infinity;
  private to = 0;

  constructor(
    private readonly store: MetricStore,
    private readonly taken: TakenSnapshot,
    private readonly slices: Slices,
  ) {}

  async take(host: Level, now: number): Promise<HostSnapshot> {
    this.to = now;
    const root = await this.copy(host);
    const { taken, from, to } = this;
    return { cluster: taken.cluster, host: taken.host, from, to, root };
  }

  private async copy(level: Level): Promise<LevelSnapshot> {
    const metrics = this.copyMetrics(level);
    const children = new Map<string, LevelSnapshot>();
    for (const child of level.children.values()) {
      await this.slices.next();
      const copy = await this.copy(child);
      if (copy.metrics.size > 0 || copy.children.size > 0) children.set(child.name, copy);
    }
    return { metrics, children };
  }

  private copyMetrics(level: Level): ReadonlyMap<string, readonly Series[]> {
    const { store, taken } = this;
    const metrics = new Map<string, readonly Series[]>();
    for (const [metric, series] of level.allSeries()) {
      // Samples older than those of the beginning may have come since.
      taken.unsavedFrom = Math.min(taken.unsavedFrom, store.series.unsavedFrom(series));
      const runs = copyRuns(store, series, taken.unsavedFrom);
      store.series.markSaved(series); // at once, so that what changes from now on is marked again
      taken.series.push(series);
      for (const { start, step, values } of runs) {
        this.from = Math.min(this.from, start);
        this.to = Math.max(this.to, start + (values.length - 1) * step + 1);
      }
      if (runs.length > 0) metrics.set(store.table.at(metric).name, runs);
    }
    return metrics;
  }
}

/** What was taken did not reach the disk. */
export function markUnsaved(store: MetricStore, { series, unsavedFrom }: TakenSnapshot): void {
  for (const each of series) store.series.markUnsaved(each, unsavedFrom);
}

/** Everything from the slot on that holds `from`; chunks that follow each other without a gap make one run. */
export function copyRuns({ series: columns }: MetricStore, series: number, from: number): readonly Series[] {
  const { arena } = columns;
  const step = columns.stepOf(series);
  const runs: { start: number; end: number; parts: Float32Array[] }[] = [];
  for (const chunk of columns.chunksOf(series)) {
    const edge = arena.edgeOf(chunk);
    const length = columns.lengthOf(series, chunk);
    const first = Math.max(0, Math.floor((from - edge) / step));
    if (first >= length) continue;
    const part = arena.samples(chunk).subarray(first, length);
    const begin = edge + first * step;
    const last = runs.at(-1);
    if (last && last.end === begin) last.parts.push(part);
    else runs.push({ start: begin + half(step), end: begin, parts: [part] });
    runs.at(-1)!.end = edge + length * step;
  }
  return runs.map(({ start, parts }) => ({ start, step, values: joined(parts) }));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const values = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
