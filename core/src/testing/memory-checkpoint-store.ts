import { Readable } from 'node:stream';
import type {
  CheckpointStore,
  JournalSample,
  KeepSnapshots,
  Quarantined,
  SaveReport,
} from '../contracts/checkpoint-store.js';
import type { HostSnapshot, LevelSnapshot } from '../domain/node-metrics.js';
import { ConflictError, NotOpenError } from '../errors/index.js';

/** What a restart finds again. */
export interface MemoryCheckpoints {
  readonly snapshots: (HostSnapshot | 'damaged')[];
  readonly journal: JournalSample[];
  isHeld: boolean;
}

export function memoryCheckpoints(): MemoryCheckpoints {
  return { snapshots: [], journal: [], isHeld: false };
}

/** A checkpoint store without a disk, with a journal. For tests. */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly supports = { journal: true };
  readonly quarantined: Quarantined[] = [];
  /** Hosts, as `cluster/host`, whose snapshots cannot be written. */
  readonly failing = new Set<string>();
  private isOpen = false;
  private saving: Promise<unknown> = Promise.resolve();

  constructor(private readonly place: MemoryCheckpoints = memoryCheckpoints()) {}

  async open(): Promise<void> {
    if (this.isOpen) return;
    if (this.place.isHeld) throw new ConflictError('the checkpoints are in use');
    this.place.isHeld = true;
    this.isOpen = true;
  }

  async append(samples: readonly JournalSample[]): Promise<void> {
    this.mustBeOpen();
    this.place.journal.push(...samples);
  }

  async save(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    this.mustBeOpen();
    const report = this.saveAll(snapshots);
    this.saving = report;
    return report;
  }

  async *restore(since: number): AsyncGenerator<HostSnapshot> {
    this.mustBeOpen();
    this.place.snapshots.forEach((each, at) => {
      if (each === 'damaged') this.quarantined.push({ file: `snapshot ${at}`, reason: 'damaged' });
    });
    for (const each of this.place.snapshots) if (each !== 'damaged' && each.to >= since) yield copyOf(each);
    for (const sample of this.place.journal) if (sample.time >= since) yield snapshotOf(sample);
  }

  async prune(before: number, keep?: KeepSnapshots): Promise<number> {
    this.mustBeOpen();
    const { snapshots } = this.place;
    const old = snapshots.filter((each) => each !== 'damaged').filter((each) => each.to < before);
    const gone = new Set<HostSnapshot | 'damaged'>();
    for (const cluster of new Set(old.map((each) => each.cluster))) {
      const own = old.filter((each) => each.cluster === cluster).sort((a, b) => (a.host < b.host ? -1 : 1));
      const kept = await keep?.(cluster, Readable.from(own));
      if (keep && !kept) continue;
      for (const each of own) gone.add(each);
      snapshots.splice(0, snapshots.length, ...snapshots.filter((each) => !gone.has(each)));
      await kept?.gone(snapshots.filter((each) => each === 'damaged').length);
    }
    return gone.size;
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.saving.catch(() => {});
    this.place.isHeld = false;
  }

  private async saveAll(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    const failed: { cluster: string; host: string; error: Error }[] = [];
    let hosts = 0;
    let bytes = 0;
    for await (const snapshot of snapshots) {
      const { cluster, host } = snapshot;
      if (this.failing.has(`${cluster}/${host}`)) {
        failed.push({ cluster, host, error: new Error('no space left') });
        continue;
      }
      this.place.snapshots.push(copyOf(snapshot));
      hosts++;
      bytes += bytesOf(snapshot.root);
    }
    return { hosts, bytes, failed };
  }

  private mustBeOpen(): void {
    if (!this.isOpen) throw new NotOpenError('the checkpoint store');
  }
}

/** Nobody can change what was stored by keeping an array of it. */
function copyOf(snapshot: HostSnapshot): HostSnapshot {
  return { ...snapshot, root: copyOfLevel(snapshot.root) };
}

function copyOfLevel({ metrics, children }: LevelSnapshot): LevelSnapshot {
  return {
    metrics: new Map(
      [...metrics].map(([name, runs]) => [name, runs.map((run) => ({ ...run, values: run.values.slice() }))]),
    ),
    children: new Map([...children].map(([name, child]) => [name, copyOfLevel(child)])),
  };
}

function bytesOf({ metrics, children }: LevelSnapshot): number {
  const own = [...metrics.values()].flat().reduce((sum, { values }) => sum + values.byteLength, 0);
  return [...children.values()].reduce((sum, child) => sum + bytesOf(child), own);
}

function snapshotOf({ cluster, host, levels, metric, time, value }: JournalSample): HostSnapshot {
  // Whoever restores knows the time step of the metric better; a run of one value has none.
  const run = { start: time, step: 1, values: Float32Array.of(value) };
  let root: LevelSnapshot = { metrics: new Map([[metric, [run]]]), children: new Map() };
  for (const name of [...levels].reverse()) root = { metrics: new Map(), children: new Map([[name, root]]) };
  return { cluster, host, from: time, to: time + 1, root, isJournalled: true };
}
