import { rmSync, truncateSync } from 'node:fs';
import type { DurableDisk } from '@cc-kernel/core/plugin';
import { steppedDisk } from '@cc-kernel/core/testing';
import { nodeLogDisk } from '../src/log/log-disk.js';
import type { LogDisk } from '../src/log/log-disk.js';

/** What goes wrong, and from which change of the disk on. */
export type Fault =
  | { readonly kind: 'error'; readonly code: 'ENOSPC' | 'EIO'; readonly step: number }
  /** The process ends here: what was written stays, half of what is being written too. */
  | { readonly kind: 'death'; readonly step: number }
  /** As death, but what was not synced is lost, or torn. */
  | { readonly kind: 'power'; readonly step: number };

/** Disks that count every change, and fail at one. Waiting for the real disk would prove nothing here, so syncing only counts. */
export class FaultyDisks {
  /** Names of the changes, in order. */
  readonly steps: string[] = [];
  private readonly files = new Map<number, { readonly path: string; size: number; synced: number }>();
  private readonly unsyncedNames = new Set<string>();

  constructor(private readonly fault: Fault | undefined) {}

  get isDead(): boolean {
    return this.fault !== undefined && this.fault.kind !== 'error' && this.steps.length > this.fault.step;
  }

  /** After the end: what a power cut leaves. */
  cutPower(): void {
    if (this.fault?.kind !== 'power') return;
    for (const { path, size, synced } of this.files.values()) {
      if (size > synced) truncateSync(path, synced + Math.floor((size - synced) / 2));
    }
    for (const path of this.unsyncedNames) rmSync(path, { force: true });
  }

  readonly log: LogDisk = {
    create: (path) => {
      this.step('create');
      const file = nodeLogDisk.create(path);
      this.files.set(file, { path, size: 0, synced: 0 });
      this.unsyncedNames.add(path);
      return file;
    },
    write: (file, bytes) => {
      this.step('write', () => nodeLogDisk.write(file, bytes.subarray(0, bytes.length / 2)));
      nodeLogDisk.write(file, bytes);
      this.files.get(file)!.size += bytes.length;
    },
    sync: (file) => {
      this.step('sync');
      const state = this.files.get(file)!;
      state.synced = state.size;
    },
    close: (file) => {
      // Descriptors are given back also when the process is dead: the test goes on.
      nodeLogDisk.close(file);
      const state = this.files.get(file);
      this.files.delete(file);
      if (state) this.files.set(-this.steps.length - 1 - file * 1000, state);
      this.step('close');
    },
    remove: (path) => {
      this.step('remove');
      nodeLogDisk.remove(path);
    },
    syncFolder: (path) => {
      this.step('sync folder');
      for (const name of this.unsyncedNames) if (name.startsWith(path)) this.unsyncedNames.delete(name);
    },
  };

  readonly snapshots: DurableDisk = steppedDisk((name) => this.step(`snapshots: ${name}`));

  private step(name: string, onDeath?: () => void): void {
    const number = this.steps.push(name) - 1;
    const { fault } = this;
    if (!fault || number < fault.step || (fault.kind === 'error' && number > fault.step)) return;
    if (fault.kind === 'error') throw Object.assign(new Error(`${fault.code}: injected`), { code: fault.code });
    if (number === fault.step) onDeath?.();
    throw new Error('the process has ended');
  }
}
