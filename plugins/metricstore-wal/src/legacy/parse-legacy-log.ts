import { crc32 } from 'node:zlib';

export const legacyFileMagic = 0xcc1da701;
export const legacyRecordMagic = 0xcc1da7a1;
const largestPayload = 1 << 20;
const smallestPayload = 15;

export interface LegacyRecord {
  readonly time: number;
  readonly metric: string;
  readonly levels: readonly string[];
  readonly value: number;
}

/** Bytes that are no record. */
export interface Damage {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** All whole records of a `current.wal`. Behind a damaged one the search goes on with the next that has a right checksum. */
export function* legacyRecords(bytes: Buffer, damaged: (damage: Damage) => void): Generator<LegacyRecord> {
  if (bytes.length === 0) return;
  if (bytes.length < 4) {
    damaged({ from: 0, to: bytes.length, reason: 'the header is cut off' });
    return;
  }
  if (bytes.readUInt32LE(0) !== legacyFileMagic) damaged({ from: 0, to: 4, reason: 'wrong header' });
  for (let at = 4; at < bytes.length;) {
    const end = endOfRecord(bytes, at);
    if (end === undefined) {
      const next = nextRecord(bytes, at + 1);
      damaged({
        from: at,
        to: next,
        reason: next === bytes.length ? 'no whole record up to the end' : 'damaged record',
      });
      at = next;
      continue;
    }
    const record = decode(bytes.subarray(at + 8, end - 4));
    if (record) yield record;
    else damaged({ from: at, to: end, reason: 'lengths inside a record do not fit it' });
    at = end;
  }
}

const magicBytes = Buffer.alloc(4);
magicBytes.writeUInt32LE(legacyRecordMagic);

function nextRecord(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(magicBytes, from); at >= 0; at = bytes.indexOf(magicBytes, at + 1))
    if (endOfRecord(bytes, at) !== undefined) return at;
  return bytes.length;
}

/** `undefined`: no whole record begins here. */
function endOfRecord(bytes: Buffer, at: number): number | undefined {
  if (at + 12 > bytes.length || bytes.readUInt32LE(at) !== legacyRecordMagic) return undefined;
  const length = bytes.readUInt32LE(at + 4);
  const end = at + 12 + length;
  if (length > largestPayload || length < smallestPayload || end > bytes.length) return undefined;
  return crc32(bytes.subarray(at + 8, end - 4)) === bytes.readUInt32LE(end - 4) ? end : undefined;
}

/** What stands behind the value is left to whoever extended the format. */
function decode(payload: Buffer): LegacyRecord | undefined {
  const time = Number(payload.readBigInt64LE(0));
  let at = 10 + payload.readUInt16LE(8);
  if (at + 5 > payload.length) return undefined;
  const metric = payload.toString('utf8', 10, at);
  const levels: string[] = [];
  for (let left = payload[at++]!; left > 0; left--) {
    const from = at + 1;
    at = from + payload[at]!;
    if (at + 4 > payload.length) return undefined;
    levels.push(payload.toString('utf8', from, at));
  }
  return { time, metric, levels, value: payload.readFloatLE(at) };
}

/** A record as cc-backend writes it. */
export function encodeLegacyRecord({ time, metric, levels, value }: LegacyRecord): Buffer {
  const name = Buffer.from(metric);
  const elements = levels.map((level) => Buffer.from(level));
  const length = 15 + name.length + elements.reduce((sum, element) => sum + 1 + element.length, 0);
  const bytes = Buffer.alloc(12 + length);
  bytes.writeUInt32LE(legacyRecordMagic, 0);
  bytes.writeUInt32LE(length, 4);
  bytes.writeBigInt64LE(BigInt(time), 8);
  let at = bytes.writeUInt16LE(name.length, 16);
  at += name.copy(bytes, at);
  bytes[at++] = elements.length;
  for (const element of elements) {
    bytes[at++] = element.length;
    at += element.copy(bytes, at);
  }
  at = bytes.writeFloatLE(value, at);
  bytes.writeUInt32LE(crc32(bytes.subarray(8, at)), at);
  return bytes;
}
