import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

/** Every change that the log makes on the disk, so that tests can let each of them fail. Runs in a thread of its own and may wait. */
export interface LogDisk {
  /** Makes a new file; fails when it is there. */
  create(path: string): number;
  /** Returns once the system has all bytes. */
  write(file: number, bytes: Uint8Array): void;
  /** Returns once what was written is on the disk. */
  sync(file: number): void;
  close(file: number): void;
  remove(path: string): void;
  syncFolder(path: string): void;
}

export const nodeLogDisk: LogDisk = {
  create: (path) => openSync(path, 'wx'),
  write(file, bytes) {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  },
  sync: fdatasyncSync,
  close: closeSync,
  remove: (path) => rmSync(path, { force: true }),
  syncFolder(path) {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
};
