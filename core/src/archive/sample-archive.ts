import { dirname, join } from 'node:path';
import type { DurableDisk } from '../contracts/durable-disk.js';
import { token } from '../contracts/token.js';
import { exists } from '../disk/free-name.js';
import { makeFolders, nodeDisk } from '../disk/node-disk.js';
import type { HostSnapshot } from '../domain/node-metrics.js';
import type { StartParquetEncoder } from './parquet-encoder.js';
import { startParquetThread } from './parquet-thread.js';

export type OpenSampleArchive = (folder: string) => SampleArchive;
export const OpenSampleArchive = token<OpenSampleArchive>('core.OpenSampleArchive');

export const openSampleArchive: OpenSampleArchive = (folder) => new SampleArchive(folder, nodeDisk, startParquetThread);

/** Old samples as Parquet, a file for each cluster and clean-up. */
export class SampleArchive {
  constructor(
    private readonly folder: string,
    private readonly disk: DurableDisk,
    private readonly startEncoder: StartParquetEncoder,
  ) {}

  /** Resolves with the number of samples once they are durable. Without any there is no file. Rejects: there is no file either. */
  async add(cluster: string, before: number, snapshots: AsyncIterable<HostSnapshot>): Promise<number> {
    const folder = join(this.folder, cluster);
    await makeFolders(this.disk, folder);
    const path = await this.freeName(join(folder, String(before)));
    const aside = `${path}.tmp`;
    try {
      const rows = await this.write(aside, snapshots);
      if (rows === 0) {
        await this.disk.remove(aside);
        return 0;
      }
      await this.disk.rename(aside, path);
      await this.disk.syncFolder(folder);
      await this.disk.syncFolder(dirname(folder));
      return rows;
    } catch (error) {
      // The first error is the one to report.
      for (const each of [aside, path]) await this.disk.remove(each).catch(() => {});
      throw error;
    }
  }

  /** Resolves with the number of samples. */
  private async write(path: string, snapshots: AsyncIterable<HostSnapshot>): Promise<number> {
    const encoder = this.startEncoder();
    let rows = 0;
    const parts = async function* () {
      for await (const host of byHost(snapshots)) {
        const part = await encoder.add(host);
        rows += part.rows;
        yield part.bytes;
      }
      yield (await encoder.end()).bytes;
    };
    try {
      await this.disk.write(path, parts());
      return rows;
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
