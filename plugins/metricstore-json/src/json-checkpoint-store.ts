import { readFile, rename, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NotOpenError, Settings, isCockpitError } from '@cc-kernel/core/plugin';
import type {
  CheckpointStore,
  HistoryParts,
  HostSnapshot,
  JournalSample,
  KeepSnapshots,
  Quarantined,
  SaveReport,
  SavedHost,
} from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { checkpointFiles, foldersByCluster, hostFolders } from './checkpoint-files.js';
import type { CheckpointFile, HostFolder } from './checkpoint-files.js';
import { documentsOf } from './checkpoint-documents.js';
import { CheckpointFolderError } from './checkpoint-folder-error.js';
import { JsonCheckpointOptions } from './config.js';
import type { JsonCheckpointConfig } from './config.js';
import { codeOf } from './file-errors.js';
import { FolderLock } from './folder-lock.js';
import { parseCheckpoint } from './parse-checkpoint.js';
import { inTurns } from './turns.js';
import { makeFolder, writeCheckpoint } from './write-checkpoint.js';
import { CheckpointDisk } from './checkpoint-disk.js';

/** Checkpoints as `<directory>/<cluster>/<host>/<from>.json`; see docs/formats/json-checkpoint.md. */
@injectable()
export class JsonCheckpointStore implements CheckpointStore {
  readonly supports = { journal: false };
  readonly parts: HistoryParts = {
    hosts: () => this.hosts(),
    ofHost: ({ cluster, host }, since) =>
      this.restoreHost({ cluster, host, path: join(this.root, cluster, host) }, since),
    async *journal() {},
  };
  private readonly root: string;
  private readonly lock: FolderLock;
  private readonly unusable = new Map<string, string>();
  private isOpen = false;
  private saving: Promise<unknown> = Promise.resolve();

  constructor(
    @inject(JsonCheckpointOptions) config: JsonCheckpointConfig,
    @inject(Settings) settings: Settings,
    @inject(CheckpointDisk) private readonly disk: CheckpointDisk,
  ) {
    this.root = resolve(settings.root, config.directory);
    this.lock = new FolderLock(this.root);
  }

  get quarantined(): readonly Quarantined[] {
    return [...this.unusable].map(([file, reason]) => ({ file, reason }));
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    try {
      await makeFolder(this.root, this.disk);
      await this.lock.acquire();
    } catch (error) {
      if (isCockpitError(error)) throw error;
      throw new CheckpointFolderError(`${this.root} cannot be used: ${textOf(error)}`, { cause: error });
    }
    this.isOpen = true;
  }

  async append(_samples: readonly JournalSample[]): Promise<void> {
    this.mustBeOpen();
  }

  save(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    return this.afterSaving(() => this.saveAll(snapshots));
  }

  async *restore(since: number): AsyncGenerator<HostSnapshot> {
    this.mustBeOpen();
    for await (const folder of hostFolders(this.root, this.strays)) yield* this.restoreHost(folder, since);
  }

  private async *restoreHost(folder: HostFolder, since: number): AsyncGenerator<HostSnapshot> {
    this.mustBeOpen();
    for (const file of await this.filesOf(folder)) {
      this.mustBeOpen();
      if (file.to !== undefined && file.to !== 0 && file.to < since) continue;
      const snapshot = await this.read(folder, file);
      if (snapshot) yield snapshot;
    }
  }

  private async hosts(): Promise<readonly SavedHost[]> {
    this.mustBeOpen();
    const hosts: SavedHost[] = [];
    for await (const { cluster, host } of hostFolders(this.root, this.strays)) hosts.push({ cluster, host });
    return hosts;
  }

  prune(before: number, keep?: KeepSnapshots): Promise<number> {
    return this.afterSaving(() => (keep ? this.handOver(before, keep) : this.removeOld(before)));
  }

  private async removeOld(before: number): Promise<number> {
    let count = 0;
    for await (const folder of hostFolders(this.root, this.strays)) {
      count += await this.removeFiles(folder, await this.oldFiles(folder, before));
    }
    return count;
  }

  private async handOver(before: number, keep: KeepSnapshots): Promise<number> {
    let count = 0;
    for (const [cluster, folders] of await foldersByCluster(this.root, this.strays)) {
      const taken = new Map<HostFolder, CheckpointFile[]>();
      if (!(await keep(cluster, this.oldSnapshots(folders, before, taken)))) continue;
      for (const [folder, files] of taken) count += await this.removeFiles(folder, files);
    }
    return count;
  }

  /** @param taken learns which files were read */
  private async *oldSnapshots(
    folders: readonly HostFolder[],
    before: number,
    taken: Map<HostFolder, CheckpointFile[]>,
  ): AsyncGenerator<HostSnapshot> {
    for (const folder of folders) {
      for (const file of await this.oldFiles(folder, before)) {
        const snapshot = await this.read(folder, file);
        // Of one that could be read but in part, the rest is nowhere else.
        if (!snapshot || this.unusable.has(file.path)) continue;
        yield snapshot;
        taken.set(folder, [...(taken.get(folder) ?? []), file]);
      }
    }
  }

  private async oldFiles(folder: HostFolder, before: number): Promise<readonly CheckpointFile[]> {
    // One whose end is unknown is kept: restoring will say what it is.
    return (await this.filesOf(folder)).filter(({ to }) => to !== undefined && to !== 0 && to < before);
  }

  private async removeFiles({ path }: HostFolder, files: readonly CheckpointFile[]): Promise<number> {
    for (const file of files) await this.disk.remove(file.path);
    if (files.length > 0) await removeIfEmpty(path);
    return files.length;
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.saving.catch(() => {});
    await this.lock.release();
  }

  private readonly strays = (path: string, reason: string): void => {
    this.unusable.set(path, reason);
  };

  /** One change of the folder after the other. */
  private async afterSaving<T>(action: () => Promise<T>): Promise<T> {
    this.mustBeOpen();
    const done = this.saving.catch(() => {}).then(action);
    this.saving = done;
    return done;
  }

  private mustBeOpen(): void {
    if (!this.isOpen) throw new NotOpenError('the checkpoint store');
  }

  private async saveAll(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    let hosts = 0;
    let bytes = 0;
    const failed: { cluster: string; host: string; error: Error }[] = [];
    for await (const snapshot of snapshots) {
      const { cluster, host } = snapshot;
      try {
        bytes += await this.saveHost(snapshot);
        hosts++;
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        failed.push({ cluster, host, error });
      }
    }
    return { hosts, bytes, failed };
  }

  private async saveHost(snapshot: HostSnapshot): Promise<number> {
    const folder = join(this.root, snapshot.cluster, snapshot.host);
    await makeFolder(folder, this.disk);
    let bytes = 0;
    for (const document of documentsOf(snapshot)) bytes += await writeCheckpoint(folder, document, this.disk);
    return bytes;
  }

  /** In the order in which they were saved: what a later one says of a moment is newer. */
  private async filesOf({ path }: HostFolder): Promise<readonly CheckpointFile[]> {
    const { files, unfinished } = await checkpointFiles(path, this.strays);
    for (const each of unfinished) await this.disk.remove(each);
    return [...files].sort((a, b) => (a.to ?? Infinity) - (b.to ?? Infinity) || a.from - b.from);
  }

  private async read({ cluster, host }: HostFolder, file: CheckpointFile): Promise<HostSnapshot | undefined> {
    try {
      const { from, to, root } = await inTurns(parseCheckpoint(await readFile(file.path)));
      return { cluster, host, from: from ?? file.from, to: to ?? file.from, root };
    } catch (error) {
      await this.quarantine(file.path, error);
      return undefined;
    }
  }

  /** A damaged file is set aside under a name that no reader takes; one that cannot be read at all stays where it is. */
  private async quarantine(path: string, error: unknown): Promise<void> {
    if (!isCockpitError(error)) {
      this.unusable.set(path, textOf(error));
      return;
    }
    const aside = await freeName(`${path}.corrupt`);
    try {
      await rename(path, aside);
      this.unusable.set(aside, error.message);
    } catch (cause) {
      this.unusable.set(path, `${error.message}; it could not be set aside: ${textOf(cause)}`);
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path}.${number}`;
    if (!(await stat(name).catch(() => undefined))) return name;
  }
}

/** The host's folder, and the cluster's when it was the last host. */
async function removeIfEmpty(path: string): Promise<void> {
  for (const folder of [path, dirname(path)]) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'ENOENT') return;
      throw error;
    }
  }
}
