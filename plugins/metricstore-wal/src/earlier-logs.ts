import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freeName, reasonOf, unlessMissing } from '@cc-kernel/core/plugin';
import type {
  Clock,
  DurableDisk,
  HostFolder,
  HostSnapshot,
  JournalledColumns,
  Logger,
  Stray,
} from '@cc-kernel/core/plugin';
import { readLegacyLog } from './legacy/read-legacy-log.js';
import { recoverSegment } from './log/recovered-log.js';
import { segmentFiles } from './log/segment-files.js';
import type { SegmentFile } from './log/segment-files.js';

/** A record of cc-backend's log so far in the future, in seconds, is a mistake of a clock. */
const farthestAhead = 86_400;

/** Logs of earlier processes, ours and cc-backend's: read, and dropped once a complete checkpoint holds what was in them. */
export class EarlierLogs {
  private segments: readonly SegmentFile[] = [];
  /** Logs that are in memory as a whole, so that the next complete checkpoint makes them needless; `true`: damaged, to be kept aside. */
  private readonly replayed = new Map<string, boolean>();

  constructor(
    private readonly folder: string,
    private readonly disk: DurableDisk,
    private readonly report: Stray,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  async find(): Promise<void> {
    this.segments = await segmentFiles(this.folder);
  }

  /** 0: there is none. */
  get lastSegment(): number {
    return this.segments.at(-1)?.segment ?? 0;
  }

  get bytes(): number {
    return this.segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** What our own segments hold, oldest first; a part is good until the next is asked for. */
  async *restore(since: number): AsyncGenerator<JournalledColumns> {
    for (const segment of this.segments) {
      let isDamaged = false;
      try {
        yield* recoverSegment(segment, since, ({ path, damage, tornBytes, samples }) => {
          isDamaged = damage !== undefined;
          if (damage !== undefined) this.report(path, damage);
          if (tornBytes > 0)
            this.log.warn({ file: path, bytes: tornBytes }, 'a log ends unfinished; its tail is kept aside');
          this.log.info({ file: path, samples }, 'log read');
        });
      } catch (error) {
        this.report(segment.path, reasonOf(error));
        continue;
      }
      this.replayed.set(segment.path, isDamaged); // whoever asks for more has taken what there was
    }
  }

  /** What the log that cc-backend left for the host holds, where there is one. */
  async *restoreLegacy(folder: HostFolder, since: number): AsyncGenerator<HostSnapshot> {
    const path = join(folder.path, 'current.wal');
    let isDamaged = false;
    try {
      const found = await unlessMissing(stat(path));
      if (!found?.isFile()) return;
      const until = this.clock.now() + farthestAhead;
      const { snapshot, damages, skipped } = await readLegacyLog(path, folder, { since, until });
      isDamaged = damages.length > 0;
      if (isDamaged) {
        const places = damages.map(({ from, to, reason }) => `bytes ${from} to ${to}: ${reason}`);
        this.report(path, places.join('; '));
      }
      if (skipped > 0) this.log.warn({ file: path, skipped }, 'records without a usable time or value were left out');
      if (snapshot) yield snapshot;
    } catch (error) {
      this.report(path, reasonOf(error));
      return;
    }
    this.replayed.set(path, isDamaged);
  }

  /** Removes segments before `before`, those of this process too, and all replayed logs. Others hold what nobody else has, and stay. */
  async drop(before: number): Promise<void> {
    const needed = new Set(this.segments.map(({ path }) => path).filter((path) => !this.replayed.has(path)));
    for (const { path, segment } of await segmentFiles(this.folder))
      if (segment < before && !needed.has(path)) await this.dropLog(path);
    for (const path of this.replayed.keys()) await this.dropLog(path);
    await this.disk.syncFolder(this.folder);
    this.segments = this.segments.filter(({ path }) => needed.has(path));
  }

  private async dropLog(path: string): Promise<void> {
    if (this.replayed.get(path) === true) await this.disk.rename(path, await freeName(`${path}.corrupt`));
    else await this.disk.remove(path);
    this.replayed.delete(path);
  }
}
