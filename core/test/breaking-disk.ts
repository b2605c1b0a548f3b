import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DurableDisk, FilePieces } from '../src/contracts/durable-disk.js';
import { unlessMissing } from '../src/disk/file-errors.js';
import { steppedDisk } from '../src/testing.js';

/** What happens at which change of the disk. */
export interface Breaking {
  /** That change fails; it is the last one; it is the last one and names that were not synced are as they were before. */
  readonly kind: 'error' | 'end' | 'power';
  readonly step: number;
}

/** A disk that breaks, and knows how it looks when the power is back. */
export class BreakingDisk implements DurableDisk {
  readonly steps: string[] = [];
  private readonly disk = steppedDisk((name) => this.step(name));
  /** By folder: how to take back the changes of names since it was synced, oldest first. */
  private readonly unsynced: { readonly folder: string; readonly takeBack: () => Promise<void> }[] = [];

  constructor(private readonly breaking: Breaking | undefined) {}

  write(path: string, pieces: FilePieces): Promise<void> {
    return this.disk.write(path, pieces);
  }

  async rename(from: string, to: string): Promise<void> {
    const replaced = await unlessMissing(readFile(to));
    await this.disk.rename(from, to);
    this.note(to, async () => {
      await unlessMissing(rename(to, from));
      if (replaced) await writeFile(to, replaced);
    });
  }

  async remove(path: string): Promise<void> {
    const removed = await unlessMissing(readFile(path));
    await this.disk.remove(path);
    this.note(path, async () => {
      if (!removed) return;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, removed);
    });
  }

  async syncFolder(path: string): Promise<void> {
    await this.disk.syncFolder(path);
    const rest = this.unsynced.filter(({ folder }) => folder !== path);
    this.unsynced.splice(0, this.unsynced.length, ...rest);
  }

  async makeFolder(path: string): Promise<void> {
    await this.disk.makeFolder(path);
    this.note(path, () => rm(path, { recursive: true, force: true }));
  }

  /** What the next process finds. */
  async settle(): Promise<void> {
    if (this.breaking?.kind === 'power') for (const { takeBack } of this.unsynced.reverse()) await takeBack();
  }

  private note(path: string, takeBack: () => Promise<void>): void {
    this.unsynced.push({ folder: dirname(path), takeBack });
  }

  private step(name: string): void {
    const number = this.steps.push(name) - 1;
    const { breaking } = this;
    if (!breaking || number < breaking.step || (breaking.kind === 'error' && number > breaking.step)) return;
    throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
  }
}
