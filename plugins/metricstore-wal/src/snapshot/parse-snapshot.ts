import { CorruptDataError } from '@cc-kernel/core/plugin';
import type { LevelSnapshot, Series } from '@cc-kernel/core/plugin';
import { snapshotMagic } from './encode-snapshot.js';

export interface ParsedSnapshot {
  readonly from: number;
  readonly to: number;
  readonly root: LevelSnapshot;
  /** Metrics left out, and why. */
  readonly ignored: readonly string[];
}

/** The tree has three levels below a cluster; more are no checkpoint of ours. */
const deepest = 8;
export const headerSize = 20;

/** Reads a `.bin` file. Announced lengths are believed only as far as the file goes. Throws `CorruptDataError`. */
export function parseSnapshot(bytes: Buffer): ParsedSnapshot {
  return new SnapshotParser(bytes, copied).parse();
}

/** The same without a copy of the values: the result lives in `bytes`, which are no snapshot any more. */
export function consumeSnapshot(bytes: Buffer): ParsedSnapshot {
  return new SnapshotParser(bytes, bytes.byteOffset % 4 === 0 ? movedToFour : copied).parse();
}

/** Values in the file lie at any offset. */
function copied(bytes: Buffer, at: number, length: number): Float32Array {
  const values = new Float32Array(length);
  new Uint8Array(values.buffer).set(bytes.subarray(at, at + length * 4));
  return values;
}

/** Float32 want a multiple of four: over the last bytes of the length that stands before them, which was read already. */
function movedToFour(bytes: Buffer, at: number, length: number): Float32Array {
  const place = at - (at % 4);
  if (place < at) bytes.copyWithin(place, at, at + length * 4);
  return new Float32Array(bytes.buffer, bytes.byteOffset + place, length);
}

/** Begin and end of the window; `undefined`: not the header of a snapshot. */
export function parseHeader(bytes: Buffer): { from: number; to: number } | undefined {
  if (bytes.length < headerSize || bytes.readUInt32LE(0) !== snapshotMagic) return undefined;
  return { from: Number(bytes.readBigInt64LE(4)), to: Number(bytes.readBigInt64LE(12)) };
}

class SnapshotParser {
  private at = headerSize;
  private readonly ignored: string[] = [];

  constructor(
    private readonly bytes: Buffer,
    private readonly floats: (bytes: Buffer, at: number, length: number) => Float32Array,
  ) {}

  parse(): ParsedSnapshot {
    const header = parseHeader(this.bytes);
    if (!header) {
      throw new CorruptDataError(
        this.bytes.length < headerSize
          ? `only ${this.bytes.length} bytes: no whole header`
          : 'not a snapshot: wrong magic',
      );
    }
    const root = this.level(0);
    return { ...header, root, ignored: this.ignored };
  }

  private level(depth: number): LevelSnapshot {
    if (depth > deepest) this.fail('levels nested too deeply');
    const metrics = new Map<string, readonly Series[]>();
    for (let left = this.count('metrics', 22); left > 0; left--) {
      const name = this.name();
      const run = this.series(name);
      if (run) metrics.set(name, [...(metrics.get(name) ?? []), run]);
    }
    const children = new Map<string, LevelSnapshot>();
    for (let left = this.count('children', 10); left > 0; left--) {
      const name = this.name();
      if (children.has(name)) this.fail(`level ${name} comes twice`);
      children.set(name, this.level(depth + 1));
    }
    return { metrics, children };
  }

  private series(name: string): Series | undefined {
    this.need(20);
    const step = Number(this.bytes.readBigInt64LE(this.at));
    const start = Number(this.bytes.readBigInt64LE(this.at + 8));
    this.at += 16;
    const length = this.count('values', 4);
    const values = this.floats(this.bytes, this.at, length);
    this.at += length * 4;
    if (length === 0) return undefined;
    if (!Number.isSafeInteger(step) || step <= 0 || !Number.isSafeInteger(start)) {
      this.ignored.push(`${name}: time step ${step}, start ${start}`);
      return undefined;
    }
    return { step, start, values };
  }

  private name(): string {
    this.need(2);
    const length = this.bytes.readUInt16LE(this.at);
    this.at += 2;
    this.need(length);
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  /** @param size bytes that each of the announced things takes at least */
  private count(of: string, size: number): number {
    this.need(4);
    const count = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    if (count * size > this.bytes.length - this.at) this.fail(`${count} ${of} announced, more than the file holds`);
    return count;
  }

  private need(bytes: number): void {
    if (this.at + bytes > this.bytes.length) this.fail('the file ends too early');
  }

  private fail(what: string): never {
    throw new CorruptDataError(`${what} (at byte ${this.at})`);
  }
}
