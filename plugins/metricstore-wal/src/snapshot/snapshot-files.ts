import { open, readdir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@cc-kernel/metricstore-json/files';
import type { Stray } from '@cc-kernel/metricstore-json/files';
import { headerSize, parseHeader } from './parse-snapshot.js';

/** A file that may hold a checkpoint. */
export interface SnapshotFile {
  readonly path: string;
  readonly format: 'bin' | 'json';
  /** From its name. */
  readonly from: number;
  /** From the file; `undefined`: it does not say. */
  readonly to: number | undefined;
}

export interface HostFiles {
  /** In the order in which they were saved: what a later one says of a moment is newer. */
  readonly snapshots: readonly SnapshotFile[];
  /** Unfinished ones. */
  readonly unfinished: readonly string[];
  /** The log of cc-backend, where there is one. */
  readonly legacyLog: string | undefined;
}

/** What the folder of a host holds. */
export async function hostFiles(folder: string, stray: Stray): Promise<HostFiles> {
  const snapshots: SnapshotFile[] = [];
  const unfinished: string[] = [];
  let legacyLog: string | undefined;
  for (const entry of await entriesOf(folder)) {
    const { name } = entry;
    const path = join(folder, name);
    if (!entry.isFile()) continue;
    if (/\.(bin|json|bin\.crc)\.tmp$/.test(name)) unfinished.push(path);
    else if (name === 'current.wal') legacyLog = path;
    const [, stem = '', format] = /^(.*)\.(bin|json)$/.exec(name) ?? [];
    if (format !== 'bin' && format !== 'json') continue;
    if (/^-?\d+$/.test(stem)) snapshots.push({ path, format, from: Number(stem), to: await endOf(path, format) });
    else stray(path, 'the name is no time');
  }
  return { snapshots: snapshots.sort(bySaving), unfinished, legacyLog };
}

/** Of two with one window, the binary one counts: it is never rounded. */
function bySaving(a: SnapshotFile, b: SnapshotFile): number {
  const ends = (a.to || Infinity) === (b.to || Infinity) ? 0 : (a.to || Infinity) - (b.to || Infinity);
  return ends || a.from - b.from || (a.format === b.format ? 0 : a.format === 'json' ? -1 : 1);
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const tail = 256;

/** Where the window of a checkpoint ends, without reading all of it. */
async function endOf(path: string, format: SnapshotFile['format']): Promise<number | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const isBinary = format === 'bin';
      const length = isBinary ? headerSize : tail;
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(length),
        0,
        length,
        isBinary ? 0 : Math.max(0, size - tail),
      );
      if (isBinary) return parseHeader(buffer.subarray(0, bytesRead))?.to;
      const [, to] = /"to"\s*:\s*(-?\d+)\s*\}\s*$/.exec(buffer.toString('latin1', 0, bytesRead)) ?? [];
      return to === undefined ? undefined : Number(to);
    } finally {
      await file.close();
    }
  } catch {
    return undefined; // reading all of it will tell
  }
}
