import type { DiskFault, DiskSteps } from '@cc-kernel/core/testing';
import { nodeCheckpointDisk } from '../src/checkpoint-disk.js';
import type { CheckpointDisk } from '../src/checkpoint-disk.js';

/** A disk that counts every change, and fails at one. Waiting for the real disk would prove nothing here, so syncing only counts. */
export class FaultyDisk implements DiskSteps, CheckpointDisk {
  readonly steps: string[] = [];

  constructor(private readonly fault: DiskFault | undefined) {}

  async open(path: string) {
    this.step('open');
    const file = await nodeCheckpointDisk.open(path);
    return {
      write: async (bytes: Uint8Array) => {
        try {
          this.step('write');
        } catch (error) {
          await file.write(bytes.subarray(0, bytes.length / 2));
          throw error;
        }
        await file.write(bytes);
      },
      sync: async () => this.step('sync'),
      close: () => file.close(), // descriptors are given back also when the process has ended: the test goes on
    };
  }

  async rename(from: string, to: string) {
    this.step('rename');
    await nodeCheckpointDisk.rename(from, to);
  }

  async remove(path: string) {
    this.step('remove');
    await nodeCheckpointDisk.remove(path);
  }

  async syncFolder() {
    this.step('sync folder');
  }

  async makeFolder(path: string) {
    this.step('make folder');
    await nodeCheckpointDisk.makeFolder(path);
  }

  private step(name: string): void {
    const number = this.steps.push(name) - 1;
    const { fault } = this;
    if (!fault || number < fault.step || (fault.kind === 'error' && number > fault.step)) return;
    const code = fault.kind === 'error' ? fault.code : 'ENDED';
    throw Object.assign(new Error(`${code}: injected`), { code });
  }
}
