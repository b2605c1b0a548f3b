import type { SavedHost } from '../../contracts/checkpoint-store.js';
import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import type { RestoreLosses } from './restore-snapshot.js';
import { SnapshotRestorer } from './restore-snapshot.js';
import { copyRuns } from './take-snapshots.js';

/** All that was saved of one series, oldest first. */
interface SeriesHistory {
  readonly path: readonly string[];
  readonly metric: string;
  readonly runs: { readonly isJournalled: boolean; readonly runs: readonly Series[] }[];
}

/** Puts what was saved of a host below what came since the start: whatever is in the store already is newer, and counts. */
export class HostRestorer {
  readonly losses: RestoreLosses = { unknownMetrics: new Set(), otherSteps: new Set() };
  private readonly restorer: SnapshotRestorer;

  /** @param journalled what the journal holds of all hosts; a host's part goes from there */
  constructor(
    private readonly store: MetricStore,
    private readonly journalled: MetricStore,
  ) {
    this.restorer = new SnapshotRestorer(store, this.losses);
  }

  /** Pauses (yields) between two series; each is done in one go, so that no sample can come in between. */
  *restore(host: SavedHost, snapshots: readonly HostSnapshot[]): Generator<void> {
    const all = new Map<string, SeriesHistory>();
    for (const { root, isJournalled = false } of snapshots) gather([], root, isJournalled, all);
    const path = [host.cluster, host.host];
    for (const each of this.journalled.findLevel(path)?.walk() ?? []) {
      for (const [metric] of each.allSeries()) seriesIn(all, each.path.slice(2), this.journalled.table.at(metric).name);
    }
    for (const each of all.values()) {
      this.restoreSeries([...path, ...each.path], each);
      yield;
    }
  }

  private restoreSeries(path: readonly string[], { metric: name, runs: saved }: SeriesHistory): void {
    const { store, restorer } = this;
    const metric = store.table.find(name);
    if (metric === undefined) {
      this.losses.unknownMetrics.add(name);
      return;
    }
    const since = this.takeOut(store, path, metric);
    for (const { isJournalled, runs } of saved) restorer.restoreMetric(path, name, runs, isJournalled);
    const logged = this.takeOut(this.journalled, path, metric);
    if (logged.runs.length > 0) this.putOnTop(path, metric, logged.runs, logged.runs[0]!.start);
    if (since.runs.length > 0) this.putOnTop(path, metric, since.runs, since.unsavedFrom);
  }

  private takeOut(store: MetricStore, path: readonly string[], metric: number) {
    const series = store.findLevel(path)?.seriesOf(metric);
    if (series === undefined) return { runs: [], unsavedFrom: Infinity };
    const runs = copyRuns(store, series, -Infinity);
    const unsavedFrom = store.series.unsavedFrom(series);
    store.series.free(series, Infinity);
    store.series.markSaved(series);
    return { runs, unsavedFrom };
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
    // From one slot before, because a sample goes to the slot whose time is nearest.
    if (unsavedFrom < Infinity) store.series.markUnsaved(series, unsavedFrom - store.table.at(metric).step);
  }
}

function gather(
  path: readonly string[],
  { metrics, children }: LevelSnapshot,
  isJournalled: boolean,
  into: Map<string, SeriesHistory>,
): void {
  for (const [name, runs] of metrics) seriesIn(into, path, name).runs.push({ isJournalled, runs });
  for (const [name, child] of children) gather([...path, name], child, isJournalled, into);
}

function seriesIn(all: Map<string, SeriesHistory>, path: readonly string[], metric: string): SeriesHistory {
  const key = [...path, metric].join('\0');
  let series = all.get(key);
  if (!series) all.set(key, (series = { path, metric, runs: [] }));
  return series;
}
