import { open } from 'node:fs/promises';
import { inTurns } from '../in-turns.js';
import { parseCheckpoint } from './parse-checkpoint.js';
import type { ParsedCheckpoint } from './parse-checkpoint.js';

/** Reads a JSON checkpoint without keeping others waiting. Rejects with `CorruptDataError`. */
export function readJsonCheckpoint(bytes: Buffer): Promise<ParsedCheckpoint> {
  return inTurns(parseCheckpoint(bytes));
}

const tail = 256;

/** Where the window of a JSON checkpoint ends, without reading all of it; `undefined`: its end does not say. */
export async function endOfJsonCheckpoint(path: string): Promise<number | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tail), 0, tail, Math.max(0, size - tail));
    const [, to] = /"to"\s*:\s*(-?\d+)\s*\}\s*$/.exec(buffer.toString('latin1', 0, bytesRead)) ?? [];
    return to === undefined ? undefined : Number(to);
  } finally {
    await file.close();
  }
}
