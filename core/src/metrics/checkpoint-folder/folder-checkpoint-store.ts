import { join } from 'node:path';
import type {
  CheckpointStore,
  HistoryParts,
  JournalSample,
  JournalledColumns,
  KeepSnapshots,
  Quarantined,
  SaveReport,
  SavedHost,
  StoredSnapshot,
} from '../../contracts/checkpoint-store.js';
import { makeFolders } from '../../disk/node-disk.js';
import type { DurableDisk } from '../../contracts/durable-disk.js';
import { reasonOf } from '../../disk/file-errors.js';
import type { HostSnapshot } from '../../domain/node-metrics.js';
import { NotOpenError, isCockpitError } from '../../errors/index.js';
import { CheckpointFolderError } from './checkpoint-folder-error.js';
import type { CheckpointFile, CheckpointFormat } from './checkpoint-format.js';
import { CleanUp } from './clean-up.js';
import { FolderLock } from './folder-lock.js';
import { hostFolders } from './host-folders.js';
import type { HostFolder } from './host-folders.js';
import { HostReader } from './host-reader.js';
import { OneAtATime } from './one-at-a-time.js';
import { Quarantine } from './quarantine.js';

/**
 * Checkpoints as files `<root>/<cluster>/<host>/…`, the layout of cc-backend: one process a folder, a walk over all hosts, damaged files
 * set aside, old ones removed, one change after the other. A format says how a file is written and read; a subclass may add a journal.
 */
export class FolderCheckpointStore<File extends CheckpointFile> implements CheckpointStore {
  readonly supports = { journal: false };
  readonly parts: HistoryParts = {
    hosts: () => this.hosts(),
    ofHost: ({ cluster, host }, since) =>
      this.restoreHost({ cluster, host, path: join(this.root, cluster, host) }, since),
    journal: (since) => this.restoreJournal(since),
  };
  protected readonly quarantine: Quarantine;
  private readonly reader: HostReader<File>;
  private readonly cleanUp: CleanUp<File>;
  private readonly lock: FolderLock;
  private readonly changes = new OneAtATime();
  private readonly cleanUps = new OneAtATime();
  private isOpen = false;

  /** @param root absolute path */
  constructor(
    protected readonly root: string,
    private readonly format: CheckpointFormat<File>,
    protected readonly disk: DurableDisk,
  ) {
    this.quarantine = new Quarantine(disk, format.companions);
    this.reader = new HostReader(format, disk, this.quarantine);
    this.cleanUp = new CleanUp(root, this.reader, this.quarantine, (work) => this.inTurn(work));
    this.lock = new FolderLock(root);
  }

  get quarantined(): readonly Quarantined[] {
    return this.quarantine.files;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    try {
      await makeFolders(this.disk, this.root);
      await this.lock.acquire();
    } catch (error) {
      if (isCockpitError(error)) throw error;
      throw new CheckpointFolderError(`${this.root} cannot be used: ${reasonOf(error)}`, { cause: error });
    }
    try {
      await this.begin();
    } catch (error) {
      await this.lock.release();
      throw error;
    }
    this.isOpen = true;
  }

  async append(_samples: readonly JournalSample[]): Promise<void> {
    this.mustBeOpen();
  }

  async save(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    return this.inTurn(() => this.saveAll(snapshots));
  }

  async *restore(since: number): AsyncGenerator<HostSnapshot> {
    this.mustBeOpen();
    for await (const folder of hostFolders(this.root, this.quarantine.report)) yield* this.restoreHost(folder, since);
  }

  async prune(before: number, keep?: KeepSnapshots): Promise<number> {
    this.mustBeOpen();
    return this.cleanUps.run(() => this.cleanUp.run(before, keep));
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.cleanUps.idle();
    await this.changes.idle();
    await this.end();
    await this.lock.release();
  }

  /** What else there is to open, once the folder belongs to this process. */
  protected async begin(): Promise<void> {}

  /** What else there is to close, before the folder is given up. */
  protected async end(): Promise<void> {}

  /** Rejects with `NotOpenError` before `open` and after `close`. */
  protected mustBeOpen(): void {
    if (!this.isOpen) throw new NotOpenError('the checkpoint store');
  }

  protected async saveAll(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    let hosts = 0;
    let bytes = 0;
    const failed: { cluster: string; host: string; error: Error }[] = [];
    for await (const snapshot of snapshots) {
      const { cluster, host } = snapshot;
      const folder = join(this.root, cluster, host);
      try {
        await makeFolders(this.disk, folder);
        bytes += await this.format.write(folder, snapshot);
        hosts++;
      } catch (cause) {
        failed.push({ cluster, host, error: cause instanceof Error ? cause : new Error(String(cause)) });
      }
    }
    return { hosts, bytes, failed };
  }

  protected async *restoreHost(folder: HostFolder, since: number): AsyncGenerator<StoredSnapshot> {
    this.mustBeOpen();
    const { checkpoints, unfinished } = await this.reader.list(folder);
    if (unfinished.length > 0) await this.inTurn(() => this.removeUnfinished(folder));
    for (const file of checkpoints) {
      this.mustBeOpen();
      if (file.to !== undefined && file.to !== 0 && file.to < since) continue;
      const snapshot = await this.reader.read(folder, file);
      if (snapshot) yield snapshot;
    }
  }

  /** To be called while nothing is on its way. */
  private async removeUnfinished(folder: HostFolder): Promise<void> {
    const { unfinished } = await this.reader.list(folder);
    for (const path of unfinished) await this.disk.remove(path);
  }

  /** What a journal of all hosts holds, as `HistoryParts.journal`; a subclass that has one adds it to `restore` too. */
  protected async *restoreJournal(_since: number): AsyncGenerator<JournalledColumns> {}

  private async hosts(): Promise<readonly SavedHost[]> {
    this.mustBeOpen();
    const hosts: SavedHost[] = [];
    for await (const { cluster, host } of hostFolders(this.root, this.quarantine.report)) hosts.push({ cluster, host });
    return hosts;
  }

  /** One change of the folder after the other. */
  private async inTurn<T>(change: () => Promise<T>): Promise<T> {
    this.mustBeOpen();
    return this.changes.run(change);
  }
}
