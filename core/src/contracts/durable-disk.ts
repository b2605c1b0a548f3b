import { token } from './token.js';

/** Pieces of a file, in order; they are asked for one by one, as the disk takes them. */
export type FilePieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Every change of a disk whose outcome must survive a crash, so that tests can let each of them fail. */
export interface DurableDisk {
  /** Writes a file from its beginning, whether it is there or not, and resolves once it is on the disk. */
  write(path: string, pieces: FilePieces): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** New and removed names in a folder survive a power cut only when the folder was synced. */
  syncFolder(path: string): Promise<void>;
  /** One folder, not those above it; rejects with EEXIST when it is there. See `makeFolders`. */
  makeFolder(path: string): Promise<void>;
}
export const DurableDisk = token<DurableDisk>('core.DurableDisk');
