import { join } from 'node:path';
import type { CheckpointDocument, DurableDisk } from '@cc-kernel/core/plugin';
import { checkpointText } from './checkpoint-text.js';

/** Text written at once. */
const blockLength = 64 * 1024;

/** Writes a file aside and puts it in its place once it is on the disk. Returns its size. */
export async function writeCheckpoint(
  folder: string,
  document: CheckpointDocument,
  disk: DurableDisk,
): Promise<number> {
  const path = join(folder, `${document.from}.json`);
  const aside = `${path}.tmp`;
  let size = 0;
  try {
    await disk.write(
      aside,
      blocksOf(checkpointText(document), (length) => (size += length)),
    );
    await disk.rename(aside, path);
    await disk.syncFolder(folder);
    return size;
  } catch (error) {
    await disk.remove(aside).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** @param sized learns the length of each block in bytes */
function* blocksOf(text: Iterable<string>, sized: (length: number) => void): Generator<Uint8Array> {
  let block = '';
  const bytes = () => {
    const written = Buffer.from(block);
    sized(written.length);
    block = '';
    return written;
  };
  for (const piece of text) {
    block += piece;
    if (block.length >= blockLength) yield bytes();
  }
  yield bytes();
}
