import { crc32 } from 'node:zlib';
import { floatText, hex, timeText } from './go-text.mjs';

const fileMagic = 0xcc1da701;
const recordMagic = 0xcc1da7a1;
const largestPayload = 1 << 20;

/** The dump of a `current.wal`, as cc-backend's reader prints it: it ends at the first bad record. */
export function legacyLogText(file, bytes) {
  if (bytes.length === 0) return 'WAL file is empty (0 bytes).\n';
  if (bytes.length < 4) throw new Error('read file header: unexpected EOF');
  const found = bytes.readUInt32LE(0);
  if (found !== fileMagic) throw new Error(`invalid WAL file magic ${hex(found)} (expected ${hex(fileMagic)})`);
  const lines = ['=== WAL File Dump ===', `File:        ${file}`, `File Magic:  ${hex(fileMagic)} (valid)`, ''];
  let count = 0;
  for (let at = 4; at < bytes.length;) {
    const number = count + 1;
    try {
      const { record, end } = recordAt(bytes, at);
      lines.push(
        `--- Record #${number} ---`,
        `  Timestamp:   ${timeText(record.time)}`,
        `  Metric:      ${record.metric}`,
      );
      const levels = record.levels.length > 0 ? `[${record.levels.join(', ')}]` : '(none)';
      lines.push(`  Selectors:   ${levels}`, `  Value:       ${floatText(record.value)}`, '');
      at = end;
      count = number;
    } catch (error) {
      lines.push(`--- Record #${number}: ERROR ---`, `  Error: ${error.message}`);
      lines.push('  (stopping replay — likely truncated trailing record)', '');
      break;
    }
  }
  lines.push(`=== Total valid records: ${count} ===`);
  return `${lines.join('\n')}\n`;
}

function recordAt(bytes, at) {
  if (at + 4 > bytes.length) throw new Error('read record magic: unexpected EOF');
  const found = bytes.readUInt32LE(at);
  if (found !== recordMagic) throw new Error(`invalid record magic ${hex(found)} (expected ${hex(recordMagic)})`);
  if (at + 8 > bytes.length) throw new Error(`read payload length: ${ending(bytes, at + 4)}`);
  const length = bytes.readUInt32LE(at + 4);
  if (length > largestPayload) throw new Error(`record payload too large: ${length} bytes`);
  const end = at + 8 + length;
  if (end > bytes.length) throw new Error(`read payload: ${ending(bytes, at + 8)}`);
  if (end + 4 > bytes.length) throw new Error(`read CRC: ${ending(bytes, end)}`);
  const payload = bytes.subarray(at + 8, end);
  if (crc32(payload) !== bytes.readUInt32LE(end)) throw new Error('CRC mismatch (truncated write or corruption)');
  return { record: decode(payload), end: end + 4 };
}

function ending(bytes, at) {
  return at === bytes.length ? 'EOF' : 'unexpected EOF';
}

function decode(payload) {
  if (payload.length < 15) throw new Error(`payload too short: ${payload.length} bytes`);
  const time = Number(payload.readBigInt64LE(0));
  let at = 10 + payload.readUInt16LE(8);
  if (at > payload.length) throw new Error('metric name overflows payload');
  const metric = payload.toString('utf8', 10, at);
  if (at + 1 > payload.length) throw new Error('selector count overflows payload');
  const levels = [];
  for (let left = payload[at++]; left > 0; left--) {
    const from = at + 1;
    at = from + (payload[at] ?? payload.length);
    if (at > payload.length) throw new Error('selector overflows payload');
    levels.push(payload.toString('utf8', from, at));
  }
  if (at + 4 > payload.length) throw new Error('value overflows payload');
  return { time, metric, levels, value: payload.readFloatLE(at) };
}
