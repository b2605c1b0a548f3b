import type {
  CheckpointStore,
  HistoryParts,
  JournalSeries,
  JournalledColumns,
  SavedHost,
} from '../../contracts/checkpoint-store.js';
import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';

export function keyOf({ cluster, host }: SavedHost): string {
  return `${cluster}/${host}`;
}

/** The history of a store in parts, the journal to be read first; of one that knows no parts, all of it is read then. */
export function partsOf(from: CheckpointStore): HistoryParts {
  return from.parts ?? new WholeHistory(from);
}

class WholeHistory implements HistoryParts {
  private readonly snapshots = new Map<string, HostSnapshot[]>();

  constructor(private readonly from: CheckpointStore) {}

  async hosts(): Promise<readonly SavedHost[]> {
    return [...this.snapshots.values()].map(([first]) => first!);
  }

  async *ofHost(host: SavedHost): AsyncGenerator<HostSnapshot> {
    yield* this.snapshots.get(keyOf(host)) ?? [];
    this.snapshots.delete(keyOf(host));
  }

  async *journal(since: number): AsyncGenerator<JournalledColumns> {
    for await (const snapshot of this.from.restore(since)) {
      if (snapshot.isJournalled) yield* columnsOf(snapshot);
      else {
        const before = this.snapshots.get(keyOf(snapshot));
        if (before) before.push(snapshot);
        else this.snapshots.set(keyOf(snapshot), [snapshot]);
      }
    }
  }
}

/** The samples of a journalled snapshot, run by run. */
export function* columnsOf({ cluster, host, root }: HostSnapshot): Generator<JournalledColumns> {
  for (const [levels, metric, run] of runsIn([], root)) yield columnsOfRun({ cluster, host, levels, metric }, run);
}

function* runsIn(
  levels: readonly string[],
  { metrics, children }: LevelSnapshot,
): Generator<readonly [levels: readonly string[], metric: string, run: Series]> {
  for (const [metric, runs] of metrics) for (const run of runs) yield [levels, metric, run];
  for (const [name, child] of children) yield* runsIn([...levels, name], child);
}

function columnsOfRun(series: JournalSeries, { start, step, values }: Series): JournalledColumns {
  return {
    count: values.length,
    series: new Int32Array(values.length),
    times: Float64Array.from(values, (_, at) => start + at * step),
    values,
    names: { of: () => series },
  };
}
