import type { LevelSnapshot, Series } from '@cc-kernel/core/plugin';
import type { CheckpointDocument } from '@cc-kernel/core/plugin';

export const snapshotMagic = 0xcc5b0001;

/** The bytes of a `.bin` file; see docs/formats/snapshot.md. */
export function encodeSnapshot({ from, to, root }: CheckpointDocument): Buffer {
  const bytes = Buffer.alloc(20 + sizeOfLevel(root));
  bytes.writeUInt32LE(snapshotMagic, 0);
  bytes.writeBigInt64LE(BigInt(from), 4);
  bytes.writeBigInt64LE(BigInt(to), 12);
  writeLevel(bytes, 20, root);
  return bytes;
}

function sizeOfLevel({ metrics, children }: LevelSnapshot): number {
  let size = 8;
  for (const [name, runs] of metrics) size += 22 + Buffer.byteLength(name) + 4 * slotsOf(runs);
  for (const [name, child] of children) size += 2 + Buffer.byteLength(name) + sizeOfLevel(child);
  return size;
}

function slotsOf(runs: readonly Series[]): number {
  const first = runs[0]!;
  const last = runs.at(-1)!;
  return Math.round((last.start - first.start) / first.step) + last.values.length;
}

function writeLevel(bytes: Buffer, from: number, { metrics, children }: LevelSnapshot): number {
  let at = bytes.writeUInt32LE(metrics.size, from);
  for (const [name, runs] of metrics) {
    const { start, step } = runs[0]!;
    at = writeName(bytes, at, name);
    at = bytes.writeBigInt64LE(BigInt(step), at);
    at = bytes.writeBigInt64LE(BigInt(start), at);
    const slots = slotsOf(runs);
    at = bytes.writeUInt32LE(slots, at);
    writeValues(bytes.subarray(at, at + 4 * slots), runs);
    at += 4 * slots;
  }
  at = bytes.writeUInt32LE(children.size, at);
  for (const [name, child] of children) at = writeLevel(bytes, writeName(bytes, at, name), child);
  return at;
}

function writeName(bytes: Buffer, at: number, name: string): number {
  const length = bytes.write(name, at + 2);
  bytes.writeUInt16LE(length, at);
  return at + 2 + length;
}

/** One run after the other, pauses filled with NaN. */
function writeValues(bytes: Buffer, runs: readonly Series[]): void {
  const { start: first, step } = runs[0]!;
  let next = 0;
  for (const { start, values } of runs) {
    const slot = Math.round((start - first) / step);
    for (; next < slot; next++) bytes.writeUInt32LE(0x7fc00000, next * 4);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), slot * 4);
    next = slot + values.length;
  }
}
