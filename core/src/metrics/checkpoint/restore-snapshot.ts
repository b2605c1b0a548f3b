import type { HostSnapshot, LevelSnapshot } from '../../domain/node-metrics.js';
import type { MetricStore } from '../store/metric-store.js';

/** What of a snapshot could not be used, by reason. */
export interface RestoreLosses {
  readonly unknownMetrics: Set<string>;
  /** Saved with another time step than is configured now. */
  readonly otherSteps: Set<string>;
}

/** Puts a snapshot's samples into the store; later snapshots win over earlier ones. Returns how many series it had. */
export function restoreSnapshot(store: MetricStore, snapshot: HostSnapshot, losses: RestoreLosses): number {
  return restoreLevel(store, [snapshot.cluster, snapshot.host], snapshot.root, losses);
}

function restoreLevel(
  store: MetricStore,
  path: readonly string[],
  saved: LevelSnapshot,
  losses: RestoreLosses,
): number {
  let count = 0;
  for (const [name, runs] of saved.metrics) {
    const metric = store.table.find(name);
    if (metric === undefined) {
      losses.unknownMetrics.add(name);
      continue;
    }
    const { step } = store.table.at(metric);
    const usable = runs.filter((run) => run.step === step && run.values.length > 0);
    if (runs.some((run) => run.step !== step)) losses.otherSteps.add(name);
    if (usable.length === 0) continue;
    const series = store.seriesAt(store.levelAt(path), metric);
    for (const run of usable) store.series.restore(series, run.start, run.values);
    store.series.markSaved(series);
    count++;
  }
  for (const [name, child] of saved.children) count += restoreLevel(store, [...path, name], child, losses);
  return count;
}
