import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';
import type { Level } from '../store/level.js';
import type { MetricStore } from '../store/metric-store.js';
import { half } from '../store/series-columns.js';

/** What a snapshot holds that was not in a checkpoint before, to be told the store once it is known whether it was written. */
export interface TakenSnapshot {
  readonly cluster: string;
  readonly host: string;
  /** Begin of the oldest slot that was not saved yet. */
  readonly unsavedFrom: number;
  readonly series: readonly number[];
}

/**
 * A snapshot of each host that has samples which no checkpoint holds: all its samples from the oldest of those on. A host is copied at
 * one moment; samples that arrive later belong to the next snapshot. `taken` grows as hosts are copied.
 */
export async function* takeSnapshots(
  store: MetricStore,
  now: () => number,
  taken: TakenSnapshot[],
): AsyncGenerator<HostSnapshot> {
  for (const cluster of store.root.children.values()) {
    for (const host of cluster.children.values()) {
      const snapshot = takeSnapshot(store, cluster.name, host, now(), taken);
      if (snapshot) yield snapshot;
      await nextTurn();
    }
  }
}

function takeSnapshot(
  store: MetricStore,
  cluster: string,
  host: Level,
  now: number,
  taken: TakenSnapshot[],
): HostSnapshot | undefined {
  const columns = store.series;
  const series = [...host.walk()].flatMap((level) => [...level.allSeries()].map(([, each]) => each));
  const unsavedFrom = series.reduce((from, each) => Math.min(from, columns.unsavedFrom(each)), Infinity);
  if (unsavedFrom === Infinity) return undefined;
  let from = Infinity;
  let to = now;
  const root = copyLevel(store, host, unsavedFrom, ({ start, step, values }) => {
    from = Math.min(from, start);
    to = Math.max(to, start + (values.length - 1) * step + 1);
  });
  // At once, so that what changes from now on is marked again.
  for (const each of series) columns.markSaved(each);
  taken.push({ cluster, host: host.name, unsavedFrom, series });
  return { cluster, host: host.name, from, to, root };
}

/** What was taken did not reach the disk. */
export function markUnsaved(store: MetricStore, { series, unsavedFrom }: TakenSnapshot): void {
  for (const each of series) store.series.markUnsaved(each, unsavedFrom);
}

function copyLevel(store: MetricStore, level: Level, from: number, seen: (run: Series) => void): LevelSnapshot {
  const metrics = new Map<string, readonly Series[]>();
  for (const [metric, series] of level.allSeries()) {
    const runs = copyRuns(store, series, from);
    runs.forEach(seen);
    if (runs.length > 0) metrics.set(store.table.at(metric).name, runs);
  }
  const children = new Map<string, LevelSnapshot>();
  for (const child of level.children.values()) {
    const copy = copyLevel(store, child, from, seen);
    if (copy.metrics.size > 0 || copy.children.size > 0) children.set(child.name, copy);
  }
  return { metrics, children };
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
