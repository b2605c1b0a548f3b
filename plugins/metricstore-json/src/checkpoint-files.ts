import { open, readdir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from './file-errors.js';

/** A file that may hold a checkpoint. */
export interface CheckpointFile {
  readonly path: string;
  /** From its name. */
  readonly from: number;
  /** From the end of its text; `undefined`: it does not end like one of ours. */
  readonly to: number | undefined;
}

export interface HostFolder {
  readonly cluster: string;
  readonly host: string;
  readonly path: string;
}

/** What lies where it should not be. */
export type Stray = (path: string, reason: string) => void;

/** All folders `<root>/<cluster>/<host>`, in order of their names. */
export async function* hostFolders(root: string, stray: Stray): AsyncGenerator<HostFolder> {
  for (const cluster of await foldersIn(root, stray)) {
    for (const host of await foldersIn(join(root, cluster), stray)) {
      yield { cluster, host, path: join(root, cluster, host) };
    }
  }
}

export async function foldersByCluster(
  root: string,
  stray: Stray,
): Promise<ReadonlyMap<string, readonly HostFolder[]>> {
  const clusters = new Map<string, HostFolder[]>();
  for await (const folder of hostFolders(root, stray)) {
    const own = clusters.get(folder.cluster);
    if (own) own.push(folder);
    else clusters.set(folder.cluster, [folder]);
  }
  return clusters;
}

async function foldersIn(path: string, stray: Stray): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await entriesOf(path)) {
    if (entry.name.includes('..')) continue; // our lock; no cluster or host is called so
    if (entry.isDirectory()) names.push(entry.name);
    else stray(join(path, entry.name), 'a folder was expected here');
  }
  return names;
}

/** The checkpoints of a host, and names of unfinished ones. */
export async function checkpointFiles(
  folder: string,
  stray: Stray,
): Promise<{ files: readonly CheckpointFile[]; unfinished: readonly string[] }> {
  const files: CheckpointFile[] = [];
  const unfinished: string[] = [];
  for (const { name } of await entriesOf(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.json.tmp')) unfinished.push(path);
    else if (name.endsWith('.bin') || name === 'current.wal') stray(path, 'a checkpoint in another format');
    else if (name.endsWith('.json')) {
      const stem = name.slice(0, -'.json'.length);
      if (/^-?\d+$/.test(stem)) files.push({ path, from: Number(stem), to: await endOf(path) });
      else stray(path, 'the name is no time');
    }
  }
  return { files, unfinished };
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const tail = 256;

/** Where the window of a checkpoint ends, without reading all of it. */
async function endOf(path: string): Promise<number | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(tail), 0, tail, Math.max(0, size - tail));
      const [, to] = /"to"\s*:\s*(-?\d+)\s*\}\s*$/.exec(buffer.toString('latin1', 0, bytesRead)) ?? [];
      return to === undefined ? undefined : Number(to);
    } finally {
      await file.close();
    }
  } catch {
    return undefined; // reading all of it will tell
  }
}
