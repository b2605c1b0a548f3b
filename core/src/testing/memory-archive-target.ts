import type { ArchiveTarget, StoredObject } from '../contracts/archive-target.js';
import { InvalidInputError, NotOpenError } from '../errors/index.js';

/** Objects of a memory archive; hand the same map to the next target to reopen it. */
export type MemoryObjects = Map<string, Uint8Array>;

/** An archive in memory, for tests: small, and held to the same promises as the real ones. */
export class MemoryArchiveTarget implements ArchiveTarget {
  readonly place = 'memory';
  /** While set, every `put` rejects with it. */
  writeFault: Error | undefined;
  private isOpen = false;

  constructor(private readonly objects: MemoryObjects = new Map()) {}

  async open(): Promise<void> {
    this.isOpen = true;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    return this.checked(name).get(name)?.slice();
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const objects = this.checked(name);
    if (this.writeFault) throw this.writeFault;
    objects.set(name, Uint8Array.from(bytes));
  }

  async delete(name: string): Promise<void> {
    this.checked(name).delete(name);
  }

  async *list(folder: string): AsyncIterable<StoredObject> {
    for (const [name, bytes] of this.within(folder)) yield { name, sizeBytes: bytes.length };
  }

  async folders(folder: string): Promise<readonly string[]> {
    const start = folder === '' ? 0 : folder.length + 1;
    const names = this.within(folder).flatMap(([name]) => {
      const end = name.indexOf('/', start);
      return end < 0 ? [] : [name.slice(start, end)];
    });
    return [...new Set(names)].sort(byBytes);
  }

  async close(): Promise<void> {
    this.isOpen = false;
  }

  private within(folder: string): readonly [string, Uint8Array][] {
    const objects = folder === '' ? this.opened() : this.checked(folder);
    return [...objects]
      .filter(([name]) => folder === '' || name.startsWith(`${folder}/`))
      .sort(([a], [b]) => byBytes(a, b));
  }

  private checked(name: string): MemoryObjects {
    const objects = this.opened();
    const parts = name.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..') || name.includes('\0')) {
      throw new InvalidInputError(`${JSON.stringify(name)} is no name of an object`);
    }
    return objects;
  }

  private opened(): MemoryObjects {
    if (!this.isOpen) throw new NotOpenError('the memory archive');
    return this.objects;
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
