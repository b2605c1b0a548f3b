import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DurableDisk } from '../contracts/durable-disk.js';
import { unlessMissing } from '../disk/file-errors.js';
import type { HostSnapshot, LevelSnapshot } from '../domain/node-metrics.js';

const ending = '.receipt';

/**
 * What is in Parquet files whose checkpoints have perhaps not gone yet. A receipt stands beside its file from before the file gets its
 * name until the checkpoints are gone; it counts only while the file is there in its full size.
 *
 *     <threshold>.parquet.receipt     size <bytes of the Parquet file>
 *                                     <SHA-256 of a snapshot>            a line each
 */
export class ArchiveReceipts {
  private constructor(
    private readonly disk: DurableDisk,
    private readonly paths: readonly string[],
    private readonly digests: ReadonlySet<string>,
  ) {}

  /** Reads those of a folder. One without its file is of an archiving that came to nothing: it goes, so that no other file meets it. */
  static async in(folder: string, disk: DurableDisk): Promise<ArchiveReceipts> {
    const paths: string[] = [];
    const digests = new Set<string>();
    for (const name of (await readdir(folder)).filter((each) => each.endsWith(ending))) {
      const path = join(folder, name);
      const [head = '', ...lines] = (await readFile(path, 'latin1')).split('\n');
      const file = await unlessMissing(stat(path.slice(0, -ending.length)));
      if (file && head === headOf(file.size)) {
        paths.push(path);
        for (const line of lines) digests.add(line);
      } else {
        await disk.remove(path);
        await disk.syncFolder(folder);
      }
    }
    return new ArchiveReceipts(disk, paths, digests);
  }

  /** Whether the snapshot is archived. */
  has(digest: string): boolean {
    return this.digests.has(digest);
  }

  async remove(): Promise<void> {
    for (const path of this.paths) await this.disk.remove(path);
  }
}

/** Where the receipt of a Parquet file is. */
export function receiptOf(file: string): string {
  return `${file}${ending}`;
}

/** Resolves once the receipt is on the disk; its folder is not synced yet. */
export async function writeReceipt(
  disk: DurableDisk,
  file: string,
  size: number,
  digests: Iterable<string>,
): Promise<void> {
  const path = receiptOf(file);
  await disk.write(`${path}.tmp`, [Buffer.from([headOf(size), ...digests].join('\n'))]);
  await disk.rename(`${path}.tmp`, path);
}

function headOf(size: number): string {
  return `size ${size}`;
}

/** Of two snapshots the same only if they are the same, times and values bit by bit. */
export function digestOf({ cluster, host, from, to, root }: HostSnapshot): string {
  const hash = createHash('sha256').update(JSON.stringify([cluster, host, from, to]));
  addLevel(hash, root);
  return hash.digest('hex');
}

function addLevel(hash: Hash, { metrics, children }: LevelSnapshot): void {
  for (const [name, runs] of metrics) {
    hash.update(JSON.stringify([name, runs.map(({ start, step, values }) => [start, step, values.length])]));
    for (const { values } of runs) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  for (const [name, child] of children) {
    hash.update(`${JSON.stringify(name)}{`);
    addLevel(hash, child);
    hash.update('}');
  }
}
