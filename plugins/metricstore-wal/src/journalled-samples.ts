import type { HostSnapshot, LevelSnapshot, Series } from '@cc-kernel/core/plugin';

interface Branch {
  readonly metrics: Map<string, Series[]>;
  readonly children: Map<string, Branch>;
}

/** Puts samples of one host that come out of a log into the shape of a snapshot. */
export class JournalledSamples {
  private readonly root: Branch = branch();
  private from = Infinity;
  private to = -Infinity;

  get isEmpty(): boolean {
    return this.from === Infinity;
  }

  /** Samples of one series, oldest arrival first. Those that follow each other evenly make one run. */
  add(levels: readonly string[], metric: string, times: Float64Array, values: Float32Array): void {
    if (times.length === 0) return;
    const level = levels.reduce((above, name) => childOf(above, name), this.root);
    let runs = level.metrics.get(metric);
    if (!runs) level.metrics.set(metric, (runs = []));
    for (let begin = 0; begin < times.length;) {
      const step = begin + 1 < times.length ? times[begin + 1]! - times[begin]! : 0;
      let end = begin + 1;
      if (step > 0) while (end < times.length && times[end]! - times[end - 1]! === step) end++;
      runs.push({ start: times[begin]!, step: Math.max(1, step), values: values.slice(begin, end) });
      this.from = Math.min(this.from, times[begin]!);
      this.to = Math.max(this.to, times[end - 1]! + 1);
      begin = end;
    }
  }

  snapshot(cluster: string, host: string): HostSnapshot {
    const root: LevelSnapshot = this.root;
    return { cluster, host, from: this.from, to: this.to, root, isJournalled: true };
  }
}

function branch(): Branch {
  return { metrics: new Map(), children: new Map() };
}

function childOf(above: Branch, name: string): Branch {
  let child = above.children.get(name);
  if (!child) above.children.set(name, (child = branch()));
  return child;
}
