import type { HostSnapshot, LevelSnapshot } from '../../domain/node-metrics.js';
import type { Stray } from './host-folders.js';

/** A file in the folder of a host that may hold a checkpoint. */
export interface CheckpointFile {
  readonly path: string;
  /** Begin of its window, from its name. */
  readonly from: number;
  /** End of its window, without reading all of it; `undefined` or 0: it does not say. */
  readonly to: number | undefined;
}

/** What the folder of a host holds. */
export interface HostFiles<File extends CheckpointFile> {
  /** In the order in which they were saved, see `bySaving`: what a later one says of a moment is newer. */
  readonly checkpoints: readonly File[];
  /** Files that were being written when the process ended; they go before the host is restored. */
  readonly unfinished: readonly string[];
}

/** What a checkpoint says. */
export interface CheckpointContent {
  readonly from: number;
  readonly to: number;
  readonly root: LevelSnapshot;
  /** As of `StoredSnapshot`. */
  readonly release?: () => void;
}

/** How a checkpoint store writes and reads the files of a host; `FolderCheckpointStore` does the rest. */
export interface CheckpointFormat<File extends CheckpointFile> {
  /** Endings of the files that stand beside a checkpoint, as `<path><ending>`, and share its fate. */
  readonly companions: readonly string[];
  /** @param stray learns of files that are none of this format */
  list(folder: string, stray: Stray): Promise<HostFiles<File>>;
  /**
   * Rejects with `CorruptDataError` when the file is damaged: then it is set aside.
   * @param stray learns of what cannot be used of a file that is sound otherwise
   */
  read(file: File, stray: Stray): Promise<CheckpointContent>;
  /** Writes a snapshot into the host's folder, which is there, and resolves with its bytes once they are on the disk. */
  write(folder: string, snapshot: HostSnapshot): Promise<number>;
}

/** Orders the checkpoints of a host as they were saved: those without an end last. */
export function bySaving(a: CheckpointFile, b: CheckpointFile): number {
  const [endOfA, endOfB] = [a.to || Infinity, b.to || Infinity];
  return endOfA === endOfB ? a.from - b.from : endOfA - endOfB;
}
