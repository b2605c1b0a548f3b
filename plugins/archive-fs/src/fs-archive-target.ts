import { constants } from 'node:fs';
import { access, mkdir, readFile, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, basename, join, resolve } from 'node:path';
import { ArchiveTarget, NotOpenError, Settings } from '@cc-kernel/core/plugin';
import type { StoredObject } from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { ArchiveFolderError } from './archive-folder-error.js';
import { FsArchiveConfig, FsArchiveOptions } from './config.js';
import { codeOf, fileError, isMissing } from './file-errors.js';
import { asideName, checkName, isAside } from './object-name.js';
import { entriesOf, walk } from './walk.js';
import { WriteFile, syncFolder } from './write-file.js';

/**
 * Objects as files below one folder. An object is written beside its place, synced, and renamed onto it, so that at every
 * moment the place has the old bytes or the new ones.
 */
@injectable()
export class FsArchiveTarget implements ArchiveTarget {
  readonly place: string;
  private isOpen = false;
  /** Changes go one after the other: two writers of one object would share the file aside, and folders come and go. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @inject(FsArchiveOptions) { directory }: FsArchiveConfig,
    @inject(Settings) settings: Settings,
    @inject(WriteFile) private readonly writeFile: WriteFile,
  ) {
    this.place = resolve(settings.root, directory);
  }

  async open(): Promise<void> {
    try {
      if (!(await stat(this.place)).isDirectory()) throw new ArchiveFolderError(`${this.place} is not a folder`);
      await access(this.place, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      if (error instanceof ArchiveFolderError) throw error;
      const why = isMissing(error) ? 'does not exist; -init creates it' : 'cannot be read and written';
      throw new ArchiveFolderError(`the folder of the job archive, ${this.place}, ${why}`, { cause: error });
    }
    this.isOpen = true;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const path = this.pathOf(name);
    try {
      return await readFile(path);
    } catch (error) {
      if (isMissing(error) || codeOf(error) === 'EISDIR') return undefined;
      throw fileError('read', path, error);
    }
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(name);
    const own = Uint8Array.from(bytes); // the caller may use his again while ours wait
    await this.inTurn(async () => {
      const aside = join(dirname(path), asideName(basename(path)));
      try {
        await makeFolder(dirname(path));
        await removeLeftovers(dirname(path));
        await this.writeFile(aside, own);
        await rename(aside, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(aside, { force: true }).catch(() => undefined); // the first error tells more
        await this.removeEmpty(dirname(path)).catch(() => undefined);
        throw fileError('write', path, error);
      }
    });
  }

  async delete(name: string): Promise<void> {
    const path = this.pathOf(name);
    await this.inTurn(async () => {
      try {
        await unlink(path);
        await syncFolder(dirname(path));
      } catch (error) {
        if (!isMissing(error)) throw fileError('delete', path, error);
      }
      try {
        await this.removeEmpty(dirname(path));
      } catch (error) {
        throw fileError('remove the empty folder', dirname(path), error);
      }
    });
  }

  async *list(folder: string): AsyncIterable<StoredObject> {
    this.folderOf(folder);
    try {
      yield* walk(this.place, folder);
    } catch (error) {
      throw codeOf(error) === undefined ? error : fileError('list', join(this.place, folder), error);
    }
  }

  async folders(folder: string): Promise<readonly string[]> {
    const path = this.folderOf(folder);
    try {
      return (await entriesOf(path)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
    } catch (error) {
      throw fileError('list', path, error);
    }
  }

  /** Waits for writes under way. */
  async close(): Promise<void> {
    this.isOpen = false;
    await this.last;
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  /** Removes the folder and its parents as long as they hold nothing but what crashed writes left. */
  private async removeEmpty(folder: string): Promise<void> {
    for (let path = folder; path !== this.place && path.startsWith(this.place); path = dirname(path)) {
      try {
        const names = await readdir(path);
        if (!names.every(isAside)) return;
        for (const leftover of names) await rm(join(path, leftover), { force: true });
        await rmdir(path);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
  }

  private folderOf(folder: string): string {
    if (folder !== '') return this.pathOf(folder);
    if (!this.isOpen) throw new NotOpenError(`the archive ${this.place}`);
    return this.place;
  }

  private pathOf(name: string): string {
    if (!this.isOpen) throw new NotOpenError(`the archive ${this.place}`);
    checkName(name);
    return join(this.place, name);
  }
}

/** What crashed writes left: no other write is under way now. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (isAside(name)) await rm(join(folder, name), { force: true });
}

async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  // Each new folder is a new name in its parent.
  for (let parent = dirname(path); parent.length >= dirname(first).length; parent = dirname(parent))
    await syncFolder(parent);
}
