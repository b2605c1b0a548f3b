import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from '@cc-kernel/core/plugin';
import type { CheckpointDocument, DurableDisk } from '@cc-kernel/core/plugin';
import { encodeSnapshot } from './encode-snapshot.js';
import { fingerprintOf, isSame, parseSideFile, sideFileText } from './side-file.js';
import type { Fingerprint } from './side-file.js';

/**
 * Writes a snapshot aside and puts it in its place once it is on the disk; before that, the side file learns what it will be. Whatever
 * stops this in between leaves a snapshot that agrees with its side file. Returns the size.
 */
export async function writeSnapshot(disk: DurableDisk, folder: string, document: CheckpointDocument): Promise<number> {
  const path = join(folder, `${document.from}.bin`);
  const aside = `${path}.tmp`;
  const sideFile = `${path}.crc`;
  const bytes = encodeSnapshot(document);
  const fingerprint = fingerprintOf(bytes);
  const before = await fingerprintOfFile(path);
  try {
    await disk.write(aside, [bytes]);
    const fingerprints = before && !isSame(before, fingerprint) ? [fingerprint, before] : [fingerprint];
    await disk.write(`${sideFile}.tmp`, [Buffer.from(sideFileText(fingerprints))]);
    await disk.rename(`${sideFile}.tmp`, sideFile);
    await disk.syncFolder(folder);
    await disk.rename(aside, path);
    await disk.syncFolder(folder);
    return bytes.length;
  } catch (error) {
    // The first error is the one to report.
    await disk.remove(aside).catch(() => {});
    await disk.remove(`${sideFile}.tmp`).catch(() => {});
    throw error;
  }
}

/** Of a snapshot that is there already, when it is as its own side file says. */
async function fingerprintOfFile(path: string): Promise<Fingerprint | undefined> {
  const bytes = await unlessMissing(readFile(path));
  if (!bytes) return undefined;
  const fingerprint = fingerprintOf(bytes);
  const text = await unlessMissing(readFile(`${path}.crc`, 'latin1'));
  const expected = text === undefined ? undefined : parseSideFile(text);
  return !expected || expected.some((each) => isSame(each, fingerprint)) ? fingerprint : undefined;
}
