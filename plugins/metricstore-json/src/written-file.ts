import { open } from 'node:fs/promises';
import { token } from '@cc-kernel/core/plugin';

/** A file while it is being written. */
export interface WrittenFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves once everything written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file to write it from the beginning, whether it is there or not. */
export type OpenFile = (path: string) => Promise<WrittenFile>;
export const OpenFile = token<OpenFile>('metricstore-json.OpenFile');

export async function openForWriting(path: string): Promise<WrittenFile> {
  const file = await open(path, 'w');
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

/** New and removed names in a folder survive a power cut only when the folder was synced. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
