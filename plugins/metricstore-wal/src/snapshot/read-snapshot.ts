import { readFile } from 'node:fs/promises';
import { CorruptDataError, readJsonCheckpoint, unlessMissing } from '@cc-kernel/core/plugin';
import { readBytes } from '../disk/read-bytes.js';
import { consumeSnapshot } from './parse-snapshot.js';
import type { ParsedSnapshot } from './parse-snapshot.js';
import { fingerprintOf, isSame, parseSideFile } from './side-file.js';
import type { SnapshotFile } from './snapshot-files.js';

export interface ReadSnapshot extends ParsedSnapshot {
  /** The side file is damaged: nothing vouches for the values. */
  readonly isUnchecked: boolean;
}

/** Reads a snapshot of either format. Throws `CorruptDataError`. */
export async function readSnapshot({ path, format, from }: SnapshotFile): Promise<ReadSnapshot> {
  const bytes = await readBytes(path);
  if (format === 'json') {
    const parsed = await readJsonCheckpoint(bytes);
    return { from: parsed.from ?? from, to: parsed.to ?? from, root: parsed.root, ignored: [], isUnchecked: false };
  }
  const text = await unlessMissing(readFile(`${path}.crc`, 'latin1'));
  const expected = text === undefined ? undefined : parseSideFile(text);
  if (expected) {
    const fingerprint = fingerprintOf(bytes);
    if (!expected.some((each) => isSame(each, fingerprint)))
      throw new CorruptDataError('the bytes are not those that its side file vouches for');
  }
  return { ...consumeSnapshot(bytes), isUnchecked: text !== undefined && expected === undefined };
}
