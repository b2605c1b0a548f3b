import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoredSnapshot } from '../../contracts/checkpoint-store.js';
import type { DurableDisk } from '../../contracts/durable-disk.js';
import { codeOf, unlessMissing } from '../../disk/file-errors.js';
import type { CheckpointFile, CheckpointFormat } from './checkpoint-format.js';
import type { HostFolder } from './host-folders.js';
import type { Quarantine } from './quarantine.js';

/** The files of hosts, one by one. */
export class HostReader<File extends CheckpointFile> {
  constructor(
    private readonly format: CheckpointFormat<File>,
    private readonly disk: DurableDisk,
    private readonly quarantine: Quarantine,
  ) {}

  list({ path }: HostFolder) {
    return this.format.list(path, this.quarantine.report);
  }

  /** `undefined`: it could not be read, and is in quarantine. */
  async read({ cluster, host }: HostFolder, file: File): Promise<StoredSnapshot | undefined> {
    try {
      return { cluster, host, ...(await this.format.read(file, this.quarantine.report)) };
    } catch (error) {
      await this.quarantine.take(file.path, error);
      return undefined;
    }
  }

  /** Removes checkpoints for good, and the folders of the host and its cluster when they are empty. */
  async remove({ path }: HostFolder, files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    for (const file of files) {
      await this.disk.remove(file.path);
      for (const ending of this.format.companions) await this.disk.remove(`${file.path}${ending}`);
    }
    if (!(await removeIfEmpty(path))) return this.disk.syncFolder(path);
    await removeIfEmpty(dirname(path));
    await unlessMissing(this.disk.syncFolder(dirname(path)));
  }
}

/** Resolves with whether the folder is gone. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    if (codeOf(error) === 'ENOTEMPTY') return false;
    throw error;
  }
}
