import { stat } from 'node:fs/promises';
import type { KeepSnapshots } from '../../contracts/checkpoint-store.js';
import type { HostSnapshot } from '../../domain/node-metrics.js';
import { unlessMissing } from '../../disk/file-errors.js';
import type { CheckpointFile } from './checkpoint-format.js';
import { clustersIn, hostsOf } from './host-folders.js';
import type { HostFolder } from './host-folders.js';
import type { HostReader } from './host-reader.js';
import type { Quarantine } from './quarantine.js';

/** Runs work while nobody else changes the folder. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

interface Taken<File> {
  readonly folder: HostFolder;
  readonly file: File;
  /** What the file was when it was read. */
  readonly state: string | undefined;
}

interface HandedOver<File> {
  readonly taken: Taken<File>[];
  unread: number;
}

/**
 * The end of old checkpoints. It takes one turn a host where they just go, and one a file where they are handed over, so that a checkpoint
 * that is due never waits for more than that.
 */
export class CleanUp<File extends CheckpointFile> {
  constructor(
    private readonly root: string,
    private readonly hosts: HostReader<File>,
    private readonly quarantine: Quarantine,
    private readonly inTurn: InTurn,
  ) {}

  /** As `CheckpointStore.prune`. */
  async run(before: number, keep: KeepSnapshots | undefined): Promise<number> {
    let count = 0;
    for (const cluster of await clustersIn(this.root, this.quarantine.report)) {
      const folders = await hostsOf(this.root, cluster, this.quarantine.report);
      count += await (keep ? this.handOver(cluster, folders, before, keep) : this.removeOld(folders, before));
    }
    return count;
  }

  private async removeOld(folders: readonly HostFolder[], before: number): Promise<number> {
    let count = 0;
    for (const folder of folders) {
      count += await this.inTurn(async () => {
        const { old } = await this.filesOf(folder, before);
        await this.hosts.remove(folder, old);
        return old.length;
      });
    }
    return count;
  }

  private async handOver(
    cluster: string,
    folders: readonly HostFolder[],
    before: number,
    keep: KeepSnapshots,
  ): Promise<number> {
    const outcome: HandedOver<File> = { taken: [], unread: 0 };
    const kept = await keep(cluster, this.oldSnapshots(folders, before, outcome));
    if (!kept) return 0;
    const count = await this.inTurn(() => this.removeTaken(outcome.taken));
    await kept.gone(outcome.unread);
    return count;
  }

  /** @param outcome learns which files were read */
  private async *oldSnapshots(
    folders: readonly HostFolder[],
    before: number,
    outcome: HandedOver<File>,
  ): AsyncGenerator<HostSnapshot> {
    for (const folder of folders) {
      const { old, unknown } = await this.inTurn(() => this.filesOf(folder, before));
      outcome.unread += unknown;
      for (const file of old) {
        const one = await this.inTurn(async () => {
          const state = await stateOf(file);
          return { state, snapshot: await this.hosts.read(folder, file) };
        });
        // Of one that could be read but in part, the rest is nowhere else.
        if (!one.snapshot || this.quarantine.has(file.path)) {
          outcome.unread++;
          continue;
        }
        // Whoever keeps it may hold on to it and send it to a thread, so its memory is never given back.
        const { from, to, root } = one.snapshot;
        yield { cluster: folder.cluster, host: folder.host, from, to, root };
        outcome.taken.push({ folder, file, state: one.state });
      }
    }
  }

  /** Files that ended before, and how many do not say when: those are kept, restoring will say what they are. */
  private async filesOf(folder: HostFolder, before: number): Promise<{ old: readonly File[]; unknown: number }> {
    const { checkpoints } = await this.hosts.list(folder);
    const known = checkpoints.filter(({ to }) => to !== undefined && to !== 0);
    return { old: known.filter(({ to }) => to! < before), unknown: checkpoints.length - known.length };
  }

  private async removeTaken(taken: readonly Taken<File>[]): Promise<number> {
    const byFolder = new Map<HostFolder, File[]>();
    for (const { folder, file, state } of taken) {
      if ((await stateOf(file)) !== state) continue; // another checkpoint took its place meanwhile
      const files = byFolder.get(folder);
      if (files) files.push(file);
      else byFolder.set(folder, [file]);
    }
    let count = 0;
    for (const [folder, files] of byFolder) {
      await this.hosts.remove(folder, files);
      count += files.length;
    }
    return count;
  }
}

/** Changes with every other file that gets the name; `undefined`: there is none. */
async function stateOf({ path }: CheckpointFile): Promise<string | undefined> {
  const found = await unlessMissing(stat(path, { bigint: true }));
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
}
