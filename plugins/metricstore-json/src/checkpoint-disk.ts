import { mkdir, open, rename, rm } from 'node:fs/promises';
import { token } from '@cc-kernel/core/plugin';

/** A file while it is being written. */
export interface WrittenFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves once everything written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Every change that checkpoints make on the disk, so that tests can let each of them fail. */
export interface CheckpointDisk {
  /** Opens a file to write it from the beginning, whether it is there or not. */
  open(path: string): Promise<WrittenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** New and removed names in a folder survive a power cut only when the folder was synced. */
  syncFolder(path: string): Promise<void>;
  /** One folder, not those above it. */
  makeFolder(path: string): Promise<void>;
}
export const CheckpointDisk = token<CheckpointDisk>('metricstore-json.CheckpointDisk');

async function openForWriting(path: string): Promise<WrittenFile> {
  const file = await open(path, 'w');
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export const nodeCheckpointDisk: CheckpointDisk = {
  open: openForWriting,
  rename,
  remove: (path) => rm(path, { force: true }),
  syncFolder,
  makeFolder: async (path) => {
    await mkdir(path);
  },
};
