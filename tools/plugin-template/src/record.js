import { createHash } from 'node:crypto';

/*
 * One record of the file; the newest of a name holds:
 *
 *     {"name":"a/meta.json","size":3,"hash":"…"}\n      or {"name":"a/meta.json","gone":true,"hash":"…"}\n
 *     the object's bytes
 *
 * The hash covers name and bytes, so that a record that a crash left half written is known.
 */

const LONGEST_HEADER = 64 * 1024;

export function encodeRecord(name, bytes) {
  const header = bytes === undefined ? { name, gone: true } : { name, size: bytes.length };
  const line = `${JSON.stringify({ ...header, hash: hashOf(name, bytes) })}\n`;
  return { line: Buffer.from(line), bytes: Buffer.from(bytes ?? []) };
}

/** The record that begins at `at`. `undefined`: none that is whole. */
export async function readRecord(file, at) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, at);
  const end = buffer.subarray(0, bytesRead).indexOf('\n');
  if (end < 0) return undefined;
  let header;
  try {
    header = JSON.parse(buffer.toString('utf8', 0, end));
  } catch {
    return undefined;
  }
  const body = at + end + 1;
  const size = header.gone ? 0 : header.size;
  const bytes = Buffer.alloc(size);
  if (size > 0 && (await file.read(bytes, 0, size, body)).bytesRead < size) return undefined;
  if (header.hash !== hashOf(header.name, header.gone ? undefined : bytes)) return undefined;
  return { name: header.name, gone: header.gone === true, at: body, size, end: body + size };
}

function hashOf(name, bytes) {
  return createHash('sha256')
    .update(`${name}\n${bytes === undefined ? 'gone' : 'here'}\n`)
    .update(bytes ?? '')
    .digest('hex');
}
