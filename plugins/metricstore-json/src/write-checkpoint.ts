import { dirname, join } from 'node:path';
import type { CheckpointDocument } from './checkpoint-documents.js';
import { checkpointText } from './checkpoint-text.js';
import { codeOf } from './file-errors.js';
import type { CheckpointDisk } from './checkpoint-disk.js';

/** Text written at once. */
const blockLength = 64 * 1024;

/** Writes a file aside and puts it in its place once it is on the disk. Returns its size. */
export async function writeCheckpoint(
  folder: string,
  document: CheckpointDocument,
  disk: CheckpointDisk,
): Promise<number> {
  const path = join(folder, `${document.from}.json`);
  const aside = `${path}.tmp`;
  try {
    const bytes = await writeText(aside, checkpointText(document), disk);
    await disk.rename(aside, path);
    await disk.syncFolder(folder);
    return bytes;
  } catch (error) {
    await disk.remove(aside).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

async function writeText(path: string, text: Iterable<string>, disk: CheckpointDisk): Promise<number> {
  const file = await disk.open(path);
  let size = 0;
  try {
    let block = '';
    const flush = async () => {
      const bytes = Buffer.from(block);
      block = '';
      size += bytes.length;
      await file.write(bytes);
    };
    for (const piece of text) {
      block += piece;
      if (block.length >= blockLength) await flush();
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  return size;
}

/** Makes a folder whose name survives a power cut. */
export async function makeFolder(path: string, disk: CheckpointDisk): Promise<void> {
  try {
    await disk.makeFolder(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(path), disk);
    await disk.makeFolder(path);
  }
  await disk.syncFolder(dirname(path));
}
