import { crc32c } from './crc32c.js';

export const segmentHeaderSize = 24;
export const blockHeaderSize = 12;
const segmentMagic = Buffer.from('CCKLOG\x01\n', 'latin1');
const blockMagic = Buffer.from([0xb1, 0x0c, 0xcc, 0x4b]);
const magicNumber = blockMagic.readUInt32LE(0);

/** What a block holds: its first payload byte. */
export const dictionaryBlock = 1;
export const sampleBlock = 2;

/** First bytes of a segment: magic with version, number, room for more, checksum of these. */
export function segmentHeader(segment: number): Buffer {
  const bytes = Buffer.alloc(segmentHeaderSize);
  segmentMagic.copy(bytes);
  bytes.writeBigUInt64LE(BigInt(segment), 8);
  bytes.writeUInt32LE(0, 16);
  bytes.writeUInt32LE(crc32c(bytes, 0, 20), 20);
  return bytes;
}

/** `undefined`: not a whole, sound header. */
export function segmentOfHeader(bytes: Buffer): number | undefined {
  if (bytes.length < segmentHeaderSize || bytes.compare(segmentMagic, 0, 8, 0, 8) !== 0) return undefined;
  return bytes.readUInt32LE(20) === crc32c(bytes, 0, 20) ? Number(bytes.readBigUInt64LE(8)) : undefined;
}

/** Fills in the header of a block whose payload stands behind it already. */
export function sealBlock(bytes: Buffer, at: number, payload: number, segment: number, place: number): void {
  bytes.writeUInt32LE(magicNumber, at);
  bytes.writeUInt32LE(payload, at + 4);
  const from = at + blockHeaderSize;
  bytes.writeUInt32LE(checksum(bytes, from, from + payload, segment, place), at + 8);
}

/**
 * Covers where the block stands as well as what it holds, so that bytes of another segment, or moved ones, are never taken for a block.
 */
function checksum(bytes: Buffer, from: number, to: number, segment: number, place: number): number {
  const where = new Uint32Array([segment, Math.floor(segment / 2 ** 32), place, to - from]);
  return crc32c(bytes, from, to, crc32c(new Uint8Array(where.buffer)));
}

export interface Block {
  readonly kind: number;
  /** The payload behind its first byte. */
  readonly from: number;
  readonly to: number;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface ScannedSegment {
  readonly blocks: readonly Block[];
  /** Bytes that are no block; one that reaches the end is a tail that was never finished, or was damaged later. */
  readonly gaps: readonly Gap[];
}

/** Finds all sound blocks. Behind damage the search goes on with the next block that has a right checksum. */
export function scanSegment(bytes: Buffer, segment: number): ScannedSegment {
  const scanning = scanningSegment(bytes, segment);
  let next = scanning.next();
  while (!next.done) next = scanning.next();
  return next.value;
}

/** The same, with a pause behind each block. */
export function* scanningSegment(bytes: Buffer, segment: number): Generator<void, ScannedSegment> {
  const blocks: Block[] = [];
  const gaps: Gap[] = [];
  const headed = segmentOfHeader(bytes) === segment;
  if (!headed && bytes.length > 0) gaps.push({ from: 0, to: Math.min(bytes.length, segmentHeaderSize) });
  for (let at = segmentHeaderSize; at < bytes.length;) {
    const end = endOfBlock(bytes, at, segment);
    if (end === undefined) {
      const next = nextBlock(bytes, at + 1, segment);
      gaps.push({ from: at, to: next });
      at = next;
    } else {
      blocks.push({ kind: bytes[at + blockHeaderSize]!, from: at + blockHeaderSize + 1, to: end });
      at = end;
    }
    yield;
  }
  return { blocks, gaps };
}

function nextBlock(bytes: Buffer, from: number, segment: number): number {
  for (let at = bytes.indexOf(blockMagic, from); at >= 0; at = bytes.indexOf(blockMagic, at + 1))
    if (endOfBlock(bytes, at, segment) !== undefined) return at;
  return bytes.length;
}

function endOfBlock(bytes: Buffer, at: number, segment: number): number | undefined {
  const from = at + blockHeaderSize;
  if (from > bytes.length || bytes.readUInt32LE(at) !== magicNumber) return undefined;
  const length = bytes.readUInt32LE(at + 4);
  const end = from + length;
  if (length === 0 || end > bytes.length) return undefined;
  return checksum(bytes, from, end, segment, at) === bytes.readUInt32LE(at + 8) ? end : undefined;
}
