import type { DurableDisk } from '../contracts/durable-disk.js';
import { writeFile } from 'node:fs/promises';
import { nodeDisk } from '../disk/node-disk.js';
import type { DiskFault, DiskSteps } from './describe-disk-faults.js';

/**
 * A disk that calls `step` before each of its changes; whatever that throws keeps the change from being made, or leaves it half done where it
 * writes. Waiting for the real disk would prove nothing here, so that syncing only counts.
 *
 * Steps: `open`, `write` (each piece), `sync`, `rename`, `remove`, `sync folder`, `make folder`.
 */
export function steppedDisk(step: (name: string) => void): DurableDisk {
  return {
    async write(path, pieces) {
      step('open');
      const written: Uint8Array[] = [];
      try {
        for await (const piece of pieces) {
          written.push(piece.subarray(0, piece.length / 2));
          step('write');
          written.pop();
          written.push(piece);
        }
      } finally {
        await writeFile(path, Buffer.concat(written));
      }
      step('sync');
    },
    async rename(from, to) {
      step('rename');
      await nodeDisk.rename(from, to);
    },
    async remove(path) {
      step('remove');
      await nodeDisk.remove(path);
    },
    async syncFolder() {
      step('sync folder');
    },
    async makeFolder(path) {
      step('make folder');
      await nodeDisk.makeFolder(path);
    },
  };
}

/** A disk that counts its changes and fails at one; for the hook `failDisk` of a harness. */
export class FaultyDisk implements DiskSteps {
  readonly steps: string[] = [];
  readonly disk = steppedDisk((name) => this.step(name));

  constructor(private readonly fault?: DiskFault) {}

  private step(name: string): void {
    const number = this.steps.push(name) - 1;
    const { fault } = this;
    if (!fault || number < fault.step || (fault.kind === 'error' && number > fault.step)) return;
    const code = fault.kind === 'error' ? fault.code : 'ENDED';
    throw Object.assign(new Error(`${code}: injected`), { code });
  }
}
