import { dirname, join } from 'node:path';
import type { DurableDisk } from '../contracts/durable-disk.js';
import { token } from '../contracts/token.js';
import { exists } from '../disk/free-name.js';
import { makeFolders, nodeDisk } from '../disk/node-disk.js';
import type { HostSnapshot } from '../domain/node-metrics.js';
import { ArchiveReceipts, digestOf, receiptOf, writeReceipt } from './archive-receipts.js';
import type { StartParquetEncoder } from './parquet-encoder.js';
import { startParquetThread } from './parquet-thread.js';

export type OpenSampleArchive = (folder: string) => SampleArchive;
export const OpenSampleArchive = token<OpenSampleArchive>('core.OpenSampleArchive');

export const openSampleArchive: OpenSampleArchive = (folder) => new SampleArchive(folder, nodeDisk, startParquetThread);

/** Snapshots that are in the archive. */
export interface ArchivedSnapshots {
  /** Samples that were new to it. */
  readonly rows: number;
  /** Forgets which snapshots those are. @param isAll whether earlier ones are gone too, as far as they were not handed over again */
  forget(isAll: boolean): Promise<void>;
}

/** Old samples as Parquet, a file for each cluster and clean-up. */
export class SampleArchive {
  constructor(
    private readonly folder: string,
    private readonly disk: DurableDisk,
    private readonly startEncoder: StartParquetEncoder,
  ) {}

  /**
   * Resolves once the samples are durable. Snapshots that an earlier call archived, and that nobody forgot since, are not archived again.
   * Without new samples there is no file. Rejects: there is no file either.
   */
  async add(cluster: string, before: number, snapshots: AsyncIterable<HostSnapshot>): Promise<ArchivedSnapshots> {
    const folder = join(this.folder, cluster);
    await makeFolders(this.disk, folder);
    const earlier = await ArchiveReceipts.in(folder, this.disk);
    const path = await this.freeName(join(folder, String(before)));
    const aside = `${path}.tmp`;
    const digests = new Set<string>();
    try {
      const { rows, size } = await this.write(aside, notIn(earlier, snapshots, digests));
      if (rows === 0) await this.disk.remove(aside);
      else {
        await writeReceipt(this.disk, path, size, digests);
        await this.disk.syncFolder(folder);
        await this.disk.rename(aside, path);
        await this.disk.syncFolder(folder);
        await this.disk.syncFolder(dirname(folder));
      }
      return {
        rows,
        forget: async (isAll) => {
          await this.disk.remove(receiptOf(path));
          if (isAll) await earlier.remove();
        },
      };
    } catch (error) {
      await this.undo(path).catch(() => {}); // the first error is the one to report
      throw error;
    }
  }

  /** The receipt goes last: a file without one would be archived again. */
  private async undo(path: string): Promise<void> {
    for (const each of [`${path}.tmp`, `${receiptOf(path)}.tmp`, path]) await this.disk.remove(each);
    await this.disk.syncFolder(dirname(path));
    await this.disk.remove(receiptOf(path));
  }

  /** Resolves with the number of samples, and of bytes. */
  private async write(path: string, snapshots: AsyncIterable<HostSnapshot>): Promise<{ rows: number; size: number }> {
    const encoder = this.startEncoder();
    let rows = 0;
    let size = 0;
    const parts = async function* () {
      for await (const host of byHost(snapshots)) {
        const part = await encoder.add(host);
        rows += part.rows;
        size += part.bytes.length;
        yield part.bytes;
      }
      const { bytes } = await encoder.end();
      size += bytes.length;
      yield bytes;
    };
    try {
      await this.disk.write(path, parts());
      return { rows, size };
    } finally {
      await encoder.close();
    }
  }

  /** Nothing that was archived is ever overwritten. */
  private async freeName(stem: string): Promise<string> {
    for (let number = 1; ; number++) {
      const path = `${stem}${number === 1 ? '' : `-${number}`}.parquet`;
      if (!(await exists(path))) return path;
    }
  }
}

/** @param digests learns which snapshots came through */
async function* notIn(
  earlier: ArchiveReceipts,
  snapshots: AsyncIterable<HostSnapshot>,
  digests: Set<string>,
): AsyncGenerator<HostSnapshot> {
  for await (const snapshot of snapshots) {
    const digest = digestOf(snapshot);
    if (earlier.has(digest) || digests.has(digest)) continue;
    digests.add(digest);
    yield snapshot;
  }
}

async function* byHost(snapshots: AsyncIterable<HostSnapshot>): AsyncGenerator<readonly HostSnapshot[]> {
  let host: HostSnapshot[] = [];
  for await (const snapshot of snapshots) {
    if (host.length > 0 && host[0]?.host !== snapshot.host) {
      yield host;
      host = [];
    }
    host.push(snapshot);
  }
  if (host.length > 0) yield host;
}
