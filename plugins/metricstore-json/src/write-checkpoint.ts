import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckpointDocument } from './checkpoint-documents.js';
import { checkpointText } from './checkpoint-text.js';
import { codeOf } from './file-errors.js';
import { syncFolder } from './written-file.js';
import type { OpenFile } from './written-file.js';

/** Text written at once. */
const blockLength = 64 * 1024;

/** Writes a file aside and puts it in its place once it is on the disk. Returns its size. */
export async function writeCheckpoint(
  folder: string,
  document: CheckpointDocument,
  openFile: OpenFile,
): Promise<number> {
  const path = join(folder, `${document.from}.json`);
  const aside = `${path}.tmp`;
  try {
    const bytes = await writeText(aside, checkpointText(document), openFile);
    await rename(aside, path);
    await syncFolder(folder);
    return bytes;
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

async function writeText(path: string, text: Iterable<string>, openFile: OpenFile): Promise<number> {
  const file = await openFile(path);
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
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
  await syncFolder(dirname(path));
}
