import type { CheckpointStore, HistoryParts, SavedHost } from '../../contracts/checkpoint-store.js';
import type { HostSnapshot } from '../../domain/node-metrics.js';

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

  async *journal(since: number): AsyncGenerator<HostSnapshot> {
    for await (const snapshot of this.from.restore(since)) {
      if (snapshot.isJournalled) yield snapshot;
      else {
        const before = this.snapshots.get(keyOf(snapshot));
        if (before) before.push(snapshot);
        else this.snapshots.set(keyOf(snapshot), [snapshot]);
      }
    }
  }
}
