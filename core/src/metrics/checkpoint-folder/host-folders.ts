import { readdir } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../../disk/file-errors.js';

/** The folder of a host: `<root>/<cluster>/<host>`. */
export interface HostFolder {
  readonly cluster: string;
  readonly host: string;
  readonly path: string;
}

/** Learns what lies where it should not be, or cannot be used. */
export type Stray = (path: string, reason: string) => void;

/** All folders `<root>/<cluster>/<host>`, in order of their names. */
export async function* hostFolders(root: string, stray: Stray): AsyncGenerator<HostFolder> {
  for (const cluster of await clustersIn(root, stray)) yield* await hostsOf(root, cluster, stray);
}

export async function clustersIn(root: string, stray: Stray): Promise<readonly string[]> {
  return foldersIn(root, stray);
}

export async function hostsOf(root: string, cluster: string, stray: Stray): Promise<readonly HostFolder[]> {
  const folder = join(root, cluster);
  return (await foldersIn(folder, stray)).map((host) => ({ cluster, host, path: join(folder, host) }));
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

/** What a folder holds, in order of the names; nothing when it is not there. */
export async function entriesOf(path: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
