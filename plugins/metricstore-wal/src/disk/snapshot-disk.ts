import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, syncFolder } from '@cc-kernel/metricstore-json/files';
import { token } from '@cc-kernel/core/plugin';

/** Every change that checkpoints make on the disk, so that tests can let each of them fail. */
export interface SnapshotDisk {
  /** Writes a file from its beginning and resolves once it is on the disk. */
  write(path: string, pieces: Iterable<Uint8Array>): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** New and removed names in a folder survive a power cut only when the folder was synced. */
  syncFolder(path: string): Promise<void>;
  /** Makes a folder whose name survives a power cut. */
  makeFolder(path: string): Promise<void>;
}
export const SnapshotDisk = token<SnapshotDisk>('metricstore-wal.SnapshotDisk');

export const nodeSnapshotDisk: SnapshotDisk = {
  async write(path, pieces) {
    const file = await open(path, 'w');
    try {
      for (const bytes of pieces) {
        for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  syncFolder,
  async makeFolder(path) {
    try {
      await mkdir(path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return;
      if (codeOf(error) !== 'ENOENT') throw error;
      await nodeSnapshotDisk.makeFolder(dirname(path));
      await mkdir(path);
    }
    await syncFolder(dirname(path));
  },
};
