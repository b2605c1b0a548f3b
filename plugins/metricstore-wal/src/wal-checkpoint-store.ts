import { rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Clock, InvalidInputError, Logger, NotOpenError, Settings, isCockpitError } from '@cc-kernel/core/plugin';
import type {
  CheckpointStore,
  ColumnJournal,
  HistoryParts,
  HostSnapshot,
  JournalColumns,
  JournalSample,
  JournalledColumns,
  KeepSnapshots,
  Quarantined,
  SaveReport,
  SavedHost,
} from '@cc-kernel/core/plugin';
import {
  CheckpointFolderError,
  FolderLock,
  codeOf,
  foldersByCluster,
  hostFolders,
} from '@cc-kernel/metricstore-json/files';
import type { HostFolder } from '@cc-kernel/metricstore-json/files';
import { inject, injectable } from 'tsyringe';
import { WalCheckpointOptions } from './config.js';
import type { WalCheckpointConfig } from './config.js';
import { SnapshotDisk } from './disk/snapshot-disk.js';
import { readLegacyLog } from './legacy/read-legacy-log.js';
import { StartLogThread } from './log/log-threads.js';
import { recoverSegment } from './log/recovered-log.js';
import { SampleJournal } from './log/sample-journal.js';
import { logFolderOf, segmentFiles } from './log/segment-files.js';
import type { SegmentFile } from './log/segment-files.js';
import { loggedSnapshots } from './logged-snapshots.js';
import { readSnapshot } from './snapshot/read-snapshot.js';
import { HostSaver } from './snapshot/save-host.js';
import { hostFiles } from './snapshot/snapshot-files.js';
import type { SnapshotFile } from './snapshot/snapshot-files.js';

const segmentSize = 64 * 1024 * 1024;
/** A record of cc-backend's log so far in the future, in seconds, is a mistake of a clock. */
const farthestAhead = 86_400;

/** Binary checkpoints as cc-backend reads and writes them, and a log of every sample since; see docs/formats/. */
@injectable()
export class WalCheckpointStore implements CheckpointStore {
  readonly supports = { journal: true };
  readonly columns: ColumnJournal;
  readonly parts: HistoryParts = {
    hosts: () => this.hosts(),
    ofHost: ({ cluster, host }, since) =>
      this.restoreHost({ cluster, host, path: join(this.root, cluster, host) }, since),
    journal: (since) => this.restoreLog(since),
  };
  private readonly root: string;
  private readonly logFolder: string;
  private readonly lock: FolderLock;
  private readonly saver: HostSaver;
  private readonly unusable = new Map<string, string>();
  /** Logs that are in memory as a whole, so that the next complete checkpoint makes them needless; `true`: damaged, to be kept aside. */
  private readonly replayed = new Map<string, boolean>();
  /** Of series whose samples came one by one. */
  private readonly numbers = new Map<string, number>();
  private earlier: readonly SegmentFile[] = [];
  private journal: SampleJournal | undefined;
  private saving: Promise<unknown> = Promise.resolve();
  private full: (() => void) | undefined;
  private askedToSave = false;

  constructor(
    @inject(WalCheckpointOptions) private readonly config: WalCheckpointConfig,
    @inject(Settings) settings: Settings,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
    @inject(SnapshotDisk) private readonly disk: SnapshotDisk,
    @inject(StartLogThread) private readonly startThread: StartLogThread,
  ) {
    this.root = resolve(settings.root, config.directory);
    this.logFolder = logFolderOf(this.root);
    this.lock = new FolderLock(this.root);
    this.saver = new HostSaver(this.root, disk);
    this.columns = {
      declareSeries: (series) => this.opened().declareSeries(series),
      append: async (columns) => this.opened().append(columns),
    };
  }

  get quarantined(): readonly Quarantined[] {
    return [...this.unusable].map(([file, reason]) => ({ file, reason }));
  }

  /** Why samples are not taken at the moment; `undefined`: they are. */
  get trouble(): string | undefined {
    return this.journal?.trouble;
  }

  /** Bytes of log on the disk, and samples that level `memory` lost. */
  get figures(): { readonly logBytes: number; readonly lostSamples: number } {
    return { logBytes: this.logBytes, lostSamples: this.journal?.lostSamples ?? 0 };
  }

  async open(): Promise<void> {
    if (this.journal) return;
    try {
      await this.disk.makeFolder(this.root);
      await this.lock.acquire();
    } catch (error) {
      if (isCockpitError(error)) throw error;
      throw new CheckpointFolderError(`${this.root} cannot be used: ${textOf(error)}`, { cause: error });
    }
    try {
      await this.disk.makeFolder(this.logFolder);
      this.earlier = await segmentFiles(this.logFolder);
    } catch (error) {
      await this.lock.release();
      throw new CheckpointFolderError(`${this.logFolder} cannot be used: ${textOf(error)}`, { cause: error });
    }
    const { durability } = this.config;
    const firstSegment = (this.earlier.at(-1)?.segment ?? 0) + 1;
    const thread = this.startThread({ folder: this.logFolder, durability, firstSegment, segmentSize });
    this.numbers.clear();
    this.journal = new SampleJournal(thread, durability, () => this.checkSize());
  }

  async append(samples: readonly JournalSample[]): Promise<void> {
    const journal = this.opened();
    if (samples.length === 0) return;
    if (!samples.every(({ time }) => Number.isSafeInteger(time)))
      throw new InvalidInputError('samples in the log have times in whole seconds');
    const columns: JournalColumns = {
      count: samples.length,
      series: Int32Array.from(samples, (sample) => this.numberOf(journal, sample)),
      times: Float64Array.from(samples, ({ time }) => time),
      values: Float32Array.from(samples, ({ value }) => value),
    };
    await journal.append(columns);
  }

  private numberOf(journal: SampleJournal, { cluster, host, levels, metric }: JournalSample): number {
    const key = JSON.stringify([cluster, host, levels, metric]);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = journal.declareSeries({ cluster, host, levels, metric });
      this.numbers.set(key, number);
    }
    return number;
  }

  whenFull(save: () => void): void {
    this.full = save;
  }

  save(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    return this.afterSaving((journal) => this.saveAll(journal, snapshots));
  }

  async *restore(since: number): AsyncGenerator<HostSnapshot> {
    this.opened();
    for await (const folder of hostFolders(this.root, this.strays)) yield* this.restoreHost(folder, since);
    yield* loggedSnapshots(this.restoreLog(since), since);
  }

  private async *restoreLog(since: number): AsyncGenerator<JournalledColumns> {
    this.opened();
    for (const segment of this.earlier) {
      let isDamaged = false;
      try {
        yield* recoverSegment(segment, since, ({ path, damage, tornBytes, samples }) => {
          isDamaged = damage !== undefined;
          if (damage !== undefined) this.unusable.set(path, damage);
          if (tornBytes > 0)
            this.log.warn({ file: path, bytes: tornBytes }, 'a log ends unfinished; its tail is kept aside');
          this.log.info({ file: path, samples }, 'log read');
        });
      } catch (error) {
        this.unusable.set(segment.path, textOf(error));
        continue;
      }
      this.replayed.set(segment.path, isDamaged); // whoever asks for more has taken what there was
    }
  }

  private async hosts(): Promise<readonly SavedHost[]> {
    this.opened();
    const hosts: SavedHost[] = [];
    for await (const { cluster, host } of hostFolders(this.root, this.strays)) hosts.push({ cluster, host });
    return hosts;
  }

  prune(before: number, keep?: KeepSnapshots): Promise<number> {
    return this.afterSaving(() => (keep ? this.handOver(before, keep) : this.removeOld(before)));
  }

  async close(): Promise<void> {
    const { journal } = this;
    if (!journal) return;
    this.journal = undefined;
    await this.saving.catch(() => {});
    await journal.close();
    for (const folder of [this.logFolder, dirname(this.logFolder)]) await removeIfEmpty(folder);
    await this.lock.release();
  }

  private readonly strays = (path: string, reason: string): void => {
    this.unusable.set(path, reason);
  };

  /** One change of the folder after the other. */
  private async afterSaving<T>(action: (journal: SampleJournal) => Promise<T>): Promise<T> {
    const journal = this.opened();
    const done = this.saving.catch(() => {}).then(() => action(journal));
    this.saving = done;
    return done;
  }

  private opened(): SampleJournal {
    if (!this.journal) throw new NotOpenError('the checkpoint store');
    return this.journal;
  }

  private get logBytes(): number {
    return this.earlier.reduce((sum, { size }) => sum + size, this.journal?.size ?? 0);
  }

  private checkSize(): void {
    const { maxLogSize } = this.config;
    if (maxLogSize === 0 || this.askedToSave || this.logBytes < maxLogSize || !this.full) return;
    this.askedToSave = true;
    this.full();
  }

  /**
   * The log is cut before the first host is copied: what comes later is in the next segments, whatever its time. Older segments go once
   * every host's snapshot is on the disk.
   */
  private async saveAll(journal: SampleJournal, snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    const cut = await journal.cut();
    let hosts = 0;
    let bytes = 0;
    const failed: { cluster: string; host: string; error: Error }[] = [];
    for await (const snapshot of snapshots) {
      const { cluster, host } = snapshot;
      try {
        bytes += await this.saver.save(snapshot);
        hosts++;
      } catch (cause) {
        failed.push({ cluster, host, error: cause instanceof Error ? cause : new Error(String(cause)) });
      }
    }
    if (failed.length === 0 && cut !== undefined) await this.dropLogs(journal, cut);
    this.askedToSave = false;
    return { hosts, bytes, failed };
  }

  private async dropLogs(journal: SampleJournal, before: number): Promise<void> {
    try {
      // Of an earlier process and not replayed to its end: nobody else has those samples.
      const needed = new Set(this.earlier.map(({ path }) => path).filter((path) => !this.replayed.has(path)));
      for (const { path, segment } of await segmentFiles(this.logFolder))
        if (segment < before && !needed.has(path)) await this.dropLog(path);
      for (const path of this.replayed.keys()) await this.dropLog(path);
      await this.disk.syncFolder(this.logFolder);
      this.earlier = this.earlier.filter(({ path }) => needed.has(path));
      journal.dropped(before);
    } catch (error) {
      // Everything is safe twice; the next checkpoint tries again.
      this.log.warn({ err: error }, 'logs that are not needed any more could not be removed');
    }
  }

  private async dropLog(path: string): Promise<void> {
    if (this.replayed.get(path) === true) await this.disk.rename(path, await freeName(`${path}.corrupt`));
    else await this.disk.remove(path);
    this.replayed.delete(path);
  }

  private async *restoreHost(folder: HostFolder, since: number): AsyncGenerator<HostSnapshot> {
    this.opened();
    const { snapshots, unfinished, legacyLog } = await hostFiles(folder.path, this.strays);
    for (const path of unfinished) await rm(path, { force: true });
    for (const file of snapshots) {
      this.opened();
      if (file.to !== undefined && file.to !== 0 && file.to < since) continue;
      const snapshot = await this.read(folder, file);
      if (snapshot) yield snapshot;
    }
    if (legacyLog !== undefined) yield* this.restoreLegacyLog(folder, legacyLog, since);
  }

  private async *restoreLegacyLog(folder: HostFolder, path: string, since: number): AsyncGenerator<HostSnapshot> {
    let isDamaged = false;
    try {
      const until = this.clock.now() + farthestAhead;
      const { snapshot, damages, skipped } = await readLegacyLog(path, folder, { since, until });
      isDamaged = damages.length > 0;
      if (isDamaged) {
        const places = damages.map(({ from, to, reason }) => `bytes ${from} to ${to}: ${reason}`);
        this.unusable.set(path, places.join('; '));
      }
      if (skipped > 0) this.log.warn({ file: path, skipped }, 'records without a usable time or value were left out');
      if (snapshot) yield snapshot;
    } catch (error) {
      this.unusable.set(path, textOf(error));
      return;
    }
    this.replayed.set(path, isDamaged);
  }

  private async read({ cluster, host }: HostFolder, file: SnapshotFile): Promise<HostSnapshot | undefined> {
    try {
      const { from, to, root, ignored, isUnchecked } = await readSnapshot(file);
      if (isUnchecked) this.unusable.set(`${file.path}.crc`, 'damaged; the snapshot is taken unchecked');
      if (ignored.length > 0) this.unusable.set(file.path, `left out: ${ignored.join(', ')}`);
      return { cluster, host, from, to, root };
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
      await rename(`${path}.crc`, `${aside}.crc`).catch((cause: unknown) => {
        if (codeOf(cause) !== 'ENOENT') throw cause;
      });
      this.unusable.set(aside, error.message);
    } catch (cause) {
      this.unusable.set(path, `${error.message}; it could not be set aside: ${textOf(cause)}`);
    }
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
      const taken = new Map<HostFolder, SnapshotFile[]>();
      if (!(await keep(cluster, this.oldSnapshots(folders, before, taken)))) continue;
      for (const [folder, files] of taken) count += await this.removeFiles(folder, files);
    }
    return count;
  }

  /** @param taken learns which files were read */
  private async *oldSnapshots(
    folders: readonly HostFolder[],
    before: number,
    taken: Map<HostFolder, SnapshotFile[]>,
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

  private async oldFiles({ path }: HostFolder, before: number): Promise<readonly SnapshotFile[]> {
    const { snapshots } = await hostFiles(path, this.strays);
    // One whose end is unknown is kept: restoring will say what it is.
    return snapshots.filter(({ to }) => to !== undefined && to !== 0 && to < before);
  }

  private async removeFiles({ path }: HostFolder, files: readonly SnapshotFile[]): Promise<number> {
    for (const file of files) {
      await this.disk.remove(file.path);
      await this.disk.remove(`${file.path}.crc`);
    }
    if (files.length > 0) for (const folder of [path, dirname(path)]) await removeIfEmpty(folder);
    return files.length;
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

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'ENOENT') throw error;
  }
}
