import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesOf } from '@cc-kernel/core/plugin';

/** Two folders deep and under names that no cluster or host can have: cc-backend wants nothing but folders on the first two levels. */
const folders = ['cc-kernel..log', 'segments..all'];

export function logFolderOf(root: string): string {
  return join(root, ...folders);
}

export interface SegmentFile {
  readonly segment: number;
  readonly path: string;
  readonly size: number;
}

/** Oldest first. */
export async function segmentFiles(folder: string): Promise<readonly SegmentFile[]> {
  const files: SegmentFile[] = [];
  for (const { name } of await entriesOf(folder)) {
    const [, digits] = /^(\d{16})\.log$/.exec(name) ?? [];
    if (digits === undefined) continue;
    const path = join(folder, name);
    files.push({ segment: Number(digits), path, size: (await stat(path)).size });
  }
  return files;
}
