import { dirname, resolve } from 'node:path';
import {
  CheckpointFolderError,
  Clock,
  DurableDisk,
  FolderCheckpointStore,
  InvalidInputError,
  Logger,
  NotOpenError,
  Settings,
  makeFolders,
  reasonOf,
  removeIfEmpty,
} from '@cc-kernel/core/plugin';
import type {
  ColumnJournal,
  HostFolder,
  HostSnapshot,
  JournalColumns,
  JournalSample,
  JournalledColumns,
  SaveReport,
  StoredSnapshot,
} from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { WalCheckpointOptions } from './config.js';
import type { WalCheckpointConfig } from './config.js';
import { EarlierLogs } from './earlier-logs.js';
import { StartLogThread } from './log/log-threads.js';
import { SampleJournal } from './log/sample-journal.js';
import { logFolderOf } from './log/segment-files.js';
import { loggedSnapshots } from './logged-snapshots.js';
import { binaryFormat } from './snapshot/binary-format.js';
import type { SnapshotFile } from './snapshot/snapshot-files.js';

const segmentSize = 64 * 1024 * 1024;

export interface LogFigures {
  /** On the disk. */
  readonly logBytes: number;
  /** Samples that level `memory` lost. */
  readonly lostSamples: number;
  /** The longest time so far that written samples waited for the sync that covers them: what a power cut takes at level `os`. */
  readonly longestUnsyncedMs: number;
}

/** Binary checkpoints as cc-backend reads and writes them, and a log of every sample since; see docs/formats/. */
@injectable()
export class WalCheckpointStore extends FolderCheckpointStore<SnapshotFile> {
  override readonly supports = { journal: true };
  readonly columns: ColumnJournal = {
    declareSeries: (series) => this.opened().declareSeries(series),
    append: async (columns) => this.opened().append(columns),
  };
  private readonly logFolder: string;
  private readonly earlier: EarlierLogs;
  /** Of series whose samples came one by one. */
  private readonly numbers = new Map<string, number>();
  private journal: SampleJournal | undefined;
  private full: (() => void) | undefined;
  private askedToSave = false;

  constructor(
    @inject(WalCheckpointOptions) private readonly config: WalCheckpointConfig,
    @inject(Settings) settings: Settings,
    @inject(Clock) clock: Clock,
    @inject(Logger) private readonly log: Logger,
    @inject(DurableDisk) disk: DurableDisk,
    @inject(StartLogThread) private readonly startThread: StartLogThread,
  ) {
    super(resolve(settings.root, config.directory), binaryFormat(disk), disk);
    this.logFolder = logFolderOf(this.root);
    this.earlier = new EarlierLogs(this.logFolder, disk, this.quarantine.report, clock, log);
  }

  /** Why samples are not taken at the moment; `undefined`: they are. */
  get trouble(): string | undefined {
    return this.journal?.trouble;
  }

  get figures(): LogFigures {
    const { lostSamples = 0, longestUnsynced = 0 } = this.journal ?? {};
    return { logBytes: this.logBytes, lostSamples, longestUnsyncedMs: Math.round(longestUnsynced) };
  }

  override async append(samples: readonly JournalSample[]): Promise<void> {
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

  override async *restore(since: number): AsyncGenerator<HostSnapshot> {
    yield* super.restore(since);
    yield* loggedSnapshots(this.restoreJournal(since), since);
  }

  whenFull(save: () => void): void {
    this.full = save;
  }

  protected override async begin(): Promise<void> {
    try {
      await makeFolders(this.disk, this.logFolder);
      await this.earlier.find();
    } catch (error) {
      throw new CheckpointFolderError(`${this.logFolder} cannot be used: ${reasonOf(error)}`, { cause: error });
    }
    const { durability } = this.config;
    const firstSegment = this.earlier.lastSegment + 1;
    const thread = this.startThread({ folder: this.logFolder, durability, firstSegment, segmentSize });
    this.numbers.clear();
    this.journal = new SampleJournal(thread, durability, () => this.checkSize());
  }

  protected override async end(): Promise<void> {
    await this.journal?.close();
    this.journal = undefined;
    for (const folder of [this.logFolder, dirname(this.logFolder)]) await removeIfEmpty(folder);
  }

  /**
   * The log is cut before the first host is copied: what comes later is in the next segments, whatever its time. Older segments go once
   * every host's snapshot is on the disk.
   */
  protected override async saveAll(snapshots: AsyncIterable<HostSnapshot>): Promise<SaveReport> {
    const journal = this.running();
    const cut = await journal.cut();
    const report = await super.saveAll(snapshots);
    if (report.failed.length === 0 && cut !== undefined) await this.dropLogs(journal, cut);
    this.askedToSave = false;
    return report;
  }

  protected override async *restoreHost(folder: HostFolder, since: number): AsyncGenerator<StoredSnapshot> {
    yield* super.restoreHost(folder, since);
    yield* this.earlier.restoreLegacy(folder, since);
  }

  protected override async *restoreJournal(since: number): AsyncGenerator<JournalledColumns> {
    this.mustBeOpen();
    yield* this.earlier.restore(since);
  }

  private async dropLogs(journal: SampleJournal, before: number): Promise<void> {
    try {
      await this.earlier.drop(before);
      journal.dropped(before);
    } catch (error) {
      // Everything is safe twice; the next checkpoint tries again.
      this.log.warn({ err: error }, 'logs that are not needed any more could not be removed');
    }
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

  private opened(): SampleJournal {
    this.mustBeOpen();
    return this.running();
  }

  /** Also while what was begun before `close` comes to its end. */
  private running(): SampleJournal {
    if (!this.journal) throw new NotOpenError('the checkpoint store');
    return this.journal;
  }

  private get logBytes(): number {
    return this.earlier.bytes + (this.journal?.size ?? 0);
  }

  private checkSize(): void {
    const { maxLogSize } = this.config;
    if (maxLogSize === 0 || this.askedToSave || this.logBytes < maxLogSize || !this.full) return;
    this.askedToSave = true;
    this.full();
  }
}
