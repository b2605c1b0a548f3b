import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';
import type { MetricStore } from '../store/metric-store.js';

/** What of the checkpoints could not be used, by reason. */
export interface RestoreLosses {
  readonly unknownMetrics: Set<string>;
  /** Saved with another time step than is configured now. */
  readonly otherSteps: Set<string>;
}

/** Puts snapshots into the store, oldest first; later ones win over earlier ones. */
export class SnapshotRestorer {
  readonly losses: RestoreLosses = { unknownMetrics: new Set(), otherSteps: new Set() };

  constructor(private readonly store: MetricStore) {}

  restore({ cluster, host, root, isJournalled = false }: HostSnapshot): void {
    this.restoreLevel([cluster, host], root, isJournalled);
  }

  private restoreLevel(path: readonly string[], { metrics, children }: LevelSnapshot, isJournalled: boolean): void {
    for (const [name, runs] of metrics) this.restoreMetric(path, name, runs, isJournalled);
    for (const [name, child] of children) this.restoreLevel([...path, name], child, isJournalled);
  }

  private restoreMetric(path: readonly string[], name: string, runs: readonly Series[], isJournalled: boolean): void {
    const { store, losses } = this;
    const metric = store.table.find(name);
    if (metric === undefined) {
      losses.unknownMetrics.add(name);
      return;
    }
    const { step } = store.table.at(metric);
    // A single sample, e.g. out of a journal, has no step.
    const usable = runs.filter(({ values, ...run }) => values.length === 1 || (run.step === step && values.length > 0));
    if (usable.length < runs.filter(({ values }) => values.length > 0).length) losses.otherSteps.add(name);
    if (usable.length === 0) return;
    const series = store.seriesAt(store.levelAt(path), metric);
    for (const { start, values, step: itsStep } of usable) {
      if (itsStep !== step) store.series.write(series, start, values[0]!);
      else store.series.restore(series, start, values);
    }
    // The journal is cut at the next checkpoint: what stands nowhere else has to go into that. From one step before, because a sample
    // goes to the slot whose time is nearest.
    if (isJournalled) store.series.markUnsaved(series, Math.min(...usable.map(({ start }) => start)) - step);
    else store.series.markSaved(series);
  }
}
