import type { LevelSnapshot, Series } from '@cc-kernel/core/plugin';

/** Whether some metric begins later in `first` than in `second`. cc-backend refuses two files in such an order. */
export function beginsLater(first: LevelSnapshot, second: LevelSnapshot): boolean {
  for (const [name, runs] of second.metrics) {
    const before = first.metrics.get(name)?.[0];
    if (before && runs[0] && before.start > runs[0].start) return true;
  }
  for (const [name, child] of second.children) {
    const before = first.children.get(name);
    if (before && beginsLater(before, child)) return true;
  }
  return false;
}

/** The latest start of a metric; `-Infinity`: there is none. */
export function latestStart({ metrics, children }: LevelSnapshot): number {
  let latest = -Infinity;
  for (const runs of metrics.values()) for (const { start } of runs) latest = Math.max(latest, start);
  for (const child of children.values()) latest = Math.max(latest, latestStart(child));
  return latest;
}

/** What `newer` has, and before its first sample of each metric what `older` has. */
export function mergedLevels(older: LevelSnapshot, newer: LevelSnapshot): LevelSnapshot {
  const metrics = new Map(older.metrics);
  for (const [name, runs] of newer.metrics)
    metrics.set(name, [...cut(older.metrics.get(name) ?? [], runs[0]!), ...runs]);
  const children = new Map(older.children);
  for (const [name, child] of newer.children) {
    const before = older.children.get(name);
    children.set(name, before ? mergedLevels(before, child) : child);
  }
  return { metrics, children };
}

function cut(runs: readonly Series[], { start: end, step }: Series): readonly Series[] {
  return runs.flatMap((run) => {
    if (run.step !== step) return [];
    const length = Math.min(run.values.length, Math.max(0, Math.ceil((end - step / 2 - run.start) / step)));
    return length > 0 ? [{ ...run, values: run.values.subarray(0, length) }] : [];
  });
}
