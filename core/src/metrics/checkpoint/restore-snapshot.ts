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
  constructor(
    private readonly store: MetricStore,
    private readonly losses: RestoreLosses = { unknownMetrics: new Set(), otherSteps: new Set() },
  ) {}

  restore({ cluster, host, root, isJournalled = false }: HostSnapshot): void {
    this.restoreLevel([cluster, host], root, isJournalled);
  }

  private restoreLevel(path: readonly string[], { metrics, children }: LevelSnapshot, isJournalled: boolean): void {
    for (const [name, runs] of metrics) this.restoreMetric(path, name, runs, isJournalled);
    for (const [name, child] of children) this.restoreLevel([...path, name], child, isJournalled);
  }

  restoreMetric(path: readonly string[], name: string, runs: readonly Series[], isJournalled: boolean): void {
    const { store, losses } = this;
    const metric = store.table.find(name);
    if (metric === undefined) {
      losses.unknownMetrics.add(name);
      return;
    }
    if (isJournalled) this.replay(path, metric, runs);
    else this.takeOver(path, metric, name, runs);
  }

  private takeOver(path: readonly string[], metric: number, name: string, runs: readonly Series[]): void {
    const { store } = this;
    const { step } = store.table.at(metric);
    const filled = runs.filter(({ values }) => values.length > 0);
    const usable = filled.filter((run) => run.step === step);
    if (usable.length < filled.length) this.losses.otherSteps.add(name);
    if (usable.length === 0) return;
    const series = store.seriesAt(store.levelAt(path), metric);
    for (const { start, values } of usable) store.series.restore(series, start, values);
    store.series.markSaved(series);
  }

  /** Sample by sample, as they once came in. */
  private replay(path: readonly string[], metric: number, runs: readonly Series[]): void {
    const { store } = this;
    const { step: slot } = store.table.at(metric);
    const series = store.seriesAt(store.levelAt(path), metric);
    let from = Infinity;
    for (const { start, step, values } of runs) {
      from = Math.min(from, start);
      for (let at = 0; at < values.length; at++) {
        const value = values[at]!;
        if (!Number.isNaN(value)) store.series.rewrite(series, start + at * step, value);
      }
    }
    // The journal is cut at the next checkpoint: what stands nowhere else has to go into that. From one slot before, because a sample
    // goes to the slot whose time is nearest.
    store.series.markUnsaved(series, from - slot);
  }
}
