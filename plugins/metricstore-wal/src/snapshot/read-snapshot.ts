import { CorruptDataError, readJsonCheckpoint, unlessMissing } from '@cc-kernel/core/plugin';
import { LentMemory } from '../disk/lent-memory.js';
import { readBegin, readBytes } from '../disk/read-bytes.js';
import { consumeSnapshot } from './parse-snapshot.js';
import type { ParsedSnapshot } from './parse-snapshot.js';
import { fingerprintOf, isSame, parseSideFile } from './side-file.js';
import type { SnapshotFile } from './snapshot-files.js';

/** A side file is far shorter; of a longer one the rest does not matter, it is damaged. */
const mostSideFile = 1024;

export interface ReadSnapshot extends ParsedSnapshot {
  /** The side file is damaged: nothing vouches for the values. */
  readonly isUnchecked: boolean;
  /** Gives the memory of the values back. */
  readonly release: () => void;
}

/** Reads a snapshot of either format, into memory that goes back with `release`. Throws `CorruptDataError`. */
export async function readSnapshot(file: SnapshotFile, memory = new LentMemory()): Promise<ReadSnapshot> {
  let taken: Buffer | undefined;
  const release = () => {
    if (taken) memory.giveBack(taken);
    taken = undefined;
  };
  try {
    const bytes = await readBytes(file.path, (size) => (taken = memory.take(size)));
    return { ...(await parse(file, bytes)), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function parse({ path, format, from }: SnapshotFile, bytes: Buffer): Promise<Omit<ReadSnapshot, 'release'>> {
  if (format === 'json') {
    const parsed = await readJsonCheckpoint(bytes);
    return { from: parsed.from ?? from, to: parsed.to ?? from, root: parsed.root, ignored: [], isUnchecked: false };
  }
  const sideFile = await unlessMissing(readBegin(`${path}.crc`, mostSideFile));
  const expected = sideFile && parseSideFile(sideFile.toString('latin1'));
  if (expected) {
    const fingerprint = fingerprintOf(bytes);
    if (!expected.some((each) => isSame(each, fingerprint)))
      throw new CorruptDataError('the bytes are not those that its side file vouches for');
  }
  return { ...consumeSnapshot(bytes), isUnchecked: sideFile !== undefined && expected === undefined };
}
