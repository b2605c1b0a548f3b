import { join } from 'node:path';
import { bySaving, endOfJsonCheckpoint, entriesOf } from '@cc-kernel/core/plugin';
import type { CheckpointFile, HostFiles, Stray } from '@cc-kernel/core/plugin';
import { readBegin } from '../disk/read-bytes.js';
import { headerSize, parseHeader } from './parse-snapshot.js';

/** A checkpoint in either of cc-backend's formats. */
export interface SnapshotFile extends CheckpointFile {
  readonly format: 'bin' | 'json';
}

/** What the folder of a host holds, apart from the log of cc-backend. */
export async function hostFiles(folder: string, stray: Stray): Promise<HostFiles<SnapshotFile>> {
  const checkpoints: SnapshotFile[] = [];
  const unfinished: string[] = [];
  const entries = await entriesOf(folder);
  const names = new Set(entries.map(({ name }) => name));
  for (const entry of entries) {
    const { name } = entry;
    const path = join(folder, name);
    if (!entry.isFile()) continue;
    // A side file comes before its snapshot, and goes after it.
    const isLeftAlone = name.endsWith('.bin.crc') && !names.has(name.slice(0, -'.crc'.length));
    if (isLeftAlone || /\.(bin|json|bin\.crc)\.tmp$/.test(name)) unfinished.push(path);
    const [, stem = '', format] = /^(.*)\.(bin|json)$/.exec(name) ?? [];
    if (format !== 'bin' && format !== 'json') continue;
    if (/^-?\d+$/.test(stem)) checkpoints.push({ path, format, from: Number(stem), to: await endOf(path, format) });
    else stray(path, 'the name is no time');
  }
  return { checkpoints: checkpoints.sort(inOrder), unfinished };
}

/** Of two with one window, the binary one counts: it is never rounded. */
function inOrder(a: SnapshotFile, b: SnapshotFile): number {
  return bySaving(a, b) || (a.format === b.format ? 0 : a.format === 'json' ? -1 : 1);
}

/** Where the window of a checkpoint ends, without reading all of it. */
async function endOf(path: string, format: SnapshotFile['format']): Promise<number | undefined> {
  try {
    return await (format === 'bin' ? endOfBinary(path) : endOfJsonCheckpoint(path));
  } catch {
    return undefined; // reading all of it will tell
  }
}

async function endOfBinary(path: string): Promise<number | undefined> {
  return parseHeader(await readBegin(path, headerSize))?.to;
}
