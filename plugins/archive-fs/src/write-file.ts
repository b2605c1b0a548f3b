import { open } from 'node:fs/promises';
import { token } from '@cc-kernel/core/plugin';

/** Writes a whole file, replacing it. Resolves once its bytes are on the disk. */
export type WriteFile = (path: string, bytes: Uint8Array) => Promise<void>;
export const WriteFile = token<WriteFile>('archive-fs.WriteFile');

export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new name in a folder survives a crash only when the folder has been synced too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
