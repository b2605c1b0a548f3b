import { token } from './token.js';

export interface StoredObject {
  /** Path with `/`, relative to the archive's root. */
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * A place for named objects; knows nothing of jobs. Paths, documents, compression and order of writing are in `core/src/archive`.
 *
 * Names are relative paths with `/`; each part is non-empty and neither `.` nor `..`, or the call rejects with `InvalidInputError`.
 * Life: `open` → calls → `close`; after `close` calls reject with `NotOpenError`; `close` twice is fine.
 * @see describeArchiveTarget
 */
export interface ArchiveTarget {
  /** Where it is, for messages, e.g. a folder or bucket name. */
  readonly place: string;
  open(): Promise<void>;
  /** `undefined`: no such object. */
  get(name: string): Promise<Uint8Array | undefined>;
  /**
   * Stores or replaces. When it resolves, the object survives a crash; when it rejects (full disk, no access), the earlier object is
   * untouched, and no reader ever sees a part of the new one.
   */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes; an absent object is no error. Folders left empty go too. */
  delete(name: string): Promise<void>;
  /** All objects whose name begins with the folder `folder + '/'` (`''`: all), in ascending byte order. Unfinished writes are not listed. */
  list(folder: string): AsyncIterable<StoredObject>;
  /** Names of the folders directly below `folder` (`''`: the root), ascending. */
  folders(folder: string): Promise<readonly string[]>;
  close(): Promise<void>;
}
export const ArchiveTarget = token<ArchiveTarget>('archive.ArchiveTarget');
