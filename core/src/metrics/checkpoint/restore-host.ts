import type { SavedHost } from '../../contracts/checkpoint-store.js';
import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import type { LoggedLevel, LoggedSamples } from './logged-samples.js';
import type { RestoreLosses } from './restore-snapshot.js';
import { SnapshotRestorer } from './restore-snapshot.js';
import { copyRuns } from './take-snapshots.js';

/** One level of a snapshot. */
interface SavedLevel {
  readonly level: LevelSnapshot;
  readonly isJournalled: boolean;
}

/** Puts what was saved of a host below what came since the start: whatever is in the store already is newer, and counts. */
export class HostRestorer {
  private readonly restorer: SnapshotRestorer;

  /** @param logged what the journal holds of all hosts */
  constructor(
    private readonly store: MetricStore,
    private readonly logged: LoggedSamples,
    private readonly losses: RestoreLosses,
  ) {
    this.restorer = new SnapshotRestorer(store, losses);
  }

  /** Pauses (yields) between two series; each is done in one go, so that no sample can come in between. */
  *restore(host: SavedHost, snapshots: readonly HostSnapshot[]): Generator<void> {
    const saved = snapshots.map(({ root, isJournalled = false }) => ({ level: root, isJournalled }));
    yield* this.restoreLevel([host.cluster, host.host], saved, this.logged.of(host));
  }

  private *restoreLevel(
    path: readonly string[],
    saved: readonly SavedLevel[],
    logged: LoggedLevel | undefined,
  ): Generator<void> {
    const all = [...saved.map(({ level }) => level), ...(logged ? [logged] : [])];
    for (const name of new Set(all.flatMap(({ metrics }) => [...metrics.keys()]))) {
      this.restoreSeries(path, name, saved, logged?.metrics.get(name));
      yield;
    }
    for (const name of new Set(all.flatMap(({ children }) => [...children.keys()]))) {
      const below = saved.flatMap(({ level, isJournalled }) => {
        const child = level.children.get(name);
        return child ? [{ level: child, isJournalled }] : [];
      });
      yield* this.restoreLevel([...path, name], below, logged?.children.get(name));
    }
  }

  private restoreSeries(
    path: readonly string[],
    name: string,
    saved: readonly SavedLevel[],
    logged: number | undefined,
  ): void {
    const { store, restorer } = this;
    const metric = store.table.find(name);
    if (metric === undefined) {
      this.losses.unknownMetrics.add(name);
      return;
    }
    const since = this.takeOut(path, metric);
    for (const { level, isJournalled } of saved) {
      const runs = level.metrics.get(name);
      if (runs) restorer.restoreMetric(path, name, runs, isJournalled);
    }
    if (logged !== undefined) this.replay(path, metric, logged);
    if (since.runs.length > 0) this.putOnTop(path, metric, since.runs, since.unsavedFrom);
  }

  private takeOut(path: readonly string[], metric: number) {
    const { store } = this;
    const series = store.findLevel(path)?.seriesOf(metric);
    if (series === undefined) return { runs: [], unsavedFrom: Infinity };
    const runs = copyRuns(store, series, -Infinity);
    const unsavedFrom = store.series.unsavedFrom(series);
    store.series.free(series, Infinity);
    store.series.markSaved(series);
    return { runs, unsavedFrom };
  }

  /** Sample by sample, as they once came in. The journal is cut at the next checkpoint, so that has to hold them all. */
  private replay(path: readonly string[], metric: number, logged: number): void {
    const { store } = this;
    const series = store.seriesAt(store.levelAt(path), metric);
    let from = Infinity;
    this.logged.forEach(logged, (time, value) => {
      if (time < from) from = time;
      store.series.rewrite(series, time, value);
    });
    this.markUnsaved(series, metric, from);
  }

  /** Sample by sample, as they once came in; into an empty series exactly as they lay. */
  private putOnTop(path: readonly string[], metric: number, runs: readonly Series[], unsavedFrom: number): void {
    const { store } = this;
    const series = store.seriesAt(store.levelAt(path), metric);
    const isEmpty = store.series.endOf(series) === -Infinity;
    for (const { start, step, values } of runs) {
      if (isEmpty) store.series.restore(series, start, values);
      else {
        for (let at = 0; at < values.length; at++) {
          const value = values[at]!;
          if (!Number.isNaN(value)) store.series.rewrite(series, start + at * step, value);
        }
      }
    }
    if (unsavedFrom < Infinity) this.markUnsaved(series, metric, unsavedFrom);
  }

  /** From one slot before, because a sample goes to the slot whose time is nearest. */
  private markUnsaved(series: number, metric: number, from: number): void {
    this.store.series.markUnsaved(series, from - this.store.table.at(metric).step);
  }
}
