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

  /**
   * @param isJournalled some of what comes may stand in a journal only, which the next checkpoint cuts: it has to go into that checkpoint
   */
  constructor(
    private readonly store: MetricStore,
    private readonly isJournalled: boolean,
  ) {}

  restore({ cluster, host, root }: HostSnapshot): void {
    this.restoreLevel([cluster, host], root);
  }

  private restoreLevel(path: readonly string[], { metrics, children }: LevelSnapshot): void {
    for (const [name, runs] of metrics) this.restoreMetric(path, name, runs);
    for (const [name, child] of children) this.restoreLevel([...path, name], child);
  }

  private restoreMetric(path: readonly string[], name: string, runs: readonly Series[]): void {
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
    if (this.isJournalled) store.series.markUnsaved(series, -Infinity);
    else store.series.markSaved(series);
  }
}
