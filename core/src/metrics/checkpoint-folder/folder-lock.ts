import { link, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointFolderError } from './checkpoint-folder-error.js';
import { codeOf, isMissing, unlessMissing } from '../../disk/file-errors.js';

/**
 * Neither can be the name of a cluster or host, which hold no `..`. Two folders deep, because cc-backend expects nothing but folders
 * on the first two levels, and must find its way around a lock that a crash left.
 */
const folders = ['cc-kernel..lock', 'holder..process'];

/** One process a folder. A lock that a dead process left behind is taken over. */
export class FolderLock {
  private readonly folder: string;
  private readonly file: string;

  constructor(private readonly root: string) {
    this.folder = join(root, ...folders);
    this.file = join(this.folder, 'pid');
  }

  /** Rejects when a living process holds the lock, also when it is this one. */
  async acquire(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const draft = join(this.folder, `draft-${process.pid}-${Math.random().toString(36).slice(2)}`);
    await writeFile(draft, await identityOf(process.pid));
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        if (await this.linkFrom(draft)) return;
        const holder = await readText(this.file);
        if (holder === undefined) continue;
        const pid = Number(holder.split(' ')[0]);
        if (await isAlive(pid, holder)) {
          throw new CheckpointFolderError(
            `${this.root} is in use by ${pid === process.pid ? 'this process' : `process ${pid}`}; two must not write the same checkpoints`,
          );
        }
        await this.setAside(holder);
      }
      throw new CheckpointFolderError(`${this.file} changes hands all the time; is another server being started?`);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
    for (const folder of [this.folder, join(this.root, folders[0]!)]) {
      await rmdir(folder).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOTEMPTY' && !isMissing(error)) throw error;
      });
    }
  }

  /** A link appears whole or not at all, so nobody reads half a lock. */
  private async linkFrom(draft: string): Promise<boolean> {
    try {
      await link(draft, this.file);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  }

  /** Moves a dead process's lock away; when somebody else took the lock meanwhile, it is put back. */
  private async setAside(holder: string): Promise<void> {
    const aside = join(this.folder, `stale-${process.pid}`);
    try {
      await rename(this.file, aside);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    if ((await readText(aside)) !== holder) await unlessMissing(this.linkFrom(aside));
    await rm(aside, { force: true });
  }
}

async function isAlive(pid: number, identity: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false; // not allowed to signal it: so it is there
  }
  return (await identityOf(pid)) === identity;
}

/** Process id and, where the system tells, when it began: ids are used again, always the same ones in a container. */
async function identityOf(pid: number): Promise<string> {
  const status = await readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold blanks; the start time is the 20th field behind it.
  const began = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return began === undefined ? String(pid) : `${pid} ${began}`;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'ESRCH') return undefined;
    throw error;
  }
}
