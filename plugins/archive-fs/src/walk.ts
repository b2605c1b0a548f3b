import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredObject } from '@cc-kernel/core/plugin';
import { isMissing } from './file-errors.js';
import { isAside } from './object-name.js';

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Folders and files of a folder, so that their paths come in byte order; unfinished writes are left out. */
export async function entriesOf(folder: string): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (const entry of await contentOf(folder)) {
    if (isAside(entry.name)) continue;
    const isFolder = entry.isSymbolicLink() ? await leadsToFolder(join(folder, entry.name)) : entry.isDirectory();
    if (isFolder !== undefined) found.push({ name: entry.name, isFolder });
  }
  return found
    .map((entry) => ({ entry, key: keyOf(entry) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry);
}

/** `a/…` comes after `a.txt`, so a folder is sorted with its slash. */
function keyOf({ name, isFolder }: Entry): Buffer {
  return Buffer.from(isFolder ? `${name}/` : name);
}

async function contentOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function leadsToFolder(path: string): Promise<boolean | undefined> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** All files below a folder, in byte order of their names. */
export async function* walk(root: string, folder: string): AsyncGenerator<StoredObject> {
  for (const entry of await entriesOf(join(root, folder))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFolder) yield* walk(root, name);
    else {
      const sizeBytes = await sizeOf(join(root, name));
      if (sizeBytes !== undefined) yield { name, sizeBytes };
    }
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined; // deleted since
    throw error;
  }
}
