import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DurableDisk } from '../contracts/durable-disk.js';
import { codeOf } from './file-errors.js';

export const nodeDisk: DurableDisk = {
  async write(path, pieces) {
    const file = await open(path, 'w');
    try {
      for await (const bytes of pieces) {
        for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async makeFolder(path) {
    await mkdir(path);
  },
};

/** Makes a folder, and what is missing above it, under names that survive a power cut. */
export async function makeFolders(disk: DurableDisk, path: string): Promise<void> {
  try {
    await disk.makeFolder(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolders(disk, dirname(path));
    await disk.makeFolder(path);
  }
  await disk.syncFolder(dirname(path));
}
