import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { token } from '../contracts/token.js';
import type { HostSnapshot } from '../domain/node-metrics.js';
import type { StartParquetEncoder } from './parquet-encoder.js';
import { startParquetThread } from './parquet-thread.js';

/** What archiving does on the disk, so that tests can let each step fail. */
export interface ArchiveDisk {
  makeFolder(path: string): Promise<void>;
  create(path: string): Promise<ArchiveFile>;
  exists(path: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** A new name survives a power cut only when its folder was synced. */
  syncFolder(path: string): Promise<void>;
}

export interface ArchiveFile {
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenSampleArchive = (folder: string) => SampleArchive;
export const OpenSampleArchive = token<OpenSampleArchive>('core.OpenSampleArchive');

export const openSampleArchive: OpenSampleArchive = (folder) =>
  new SampleArchive(folder, nodeArchiveDisk, startParquetThread);

/** Old samples as Parquet, a file for each cluster and clean-up. */
export class SampleArchive {
  constructor(
    private readonly folder: string,
    private readonly disk: ArchiveDisk,
    private readonly startEncoder: StartParquetEncoder,
  ) {}

  /** Resolves with the number of samples once they are durable. Without any there is no file. Rejects: there is no file either. */
  async add(cluster: string, before: number, snapshots: AsyncIterable<HostSnapshot>): Promise<number> {
    const folder = join(this.folder, cluster);
    await this.disk.makeFolder(folder);
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

  private async write(path: string, snapshots: AsyncIterable<HostSnapshot>): Promise<number> {
    const encoder = this.startEncoder();
    try {
      const file = await this.disk.create(path);
      let rows = 0;
      try {
        for await (const host of byHost(snapshots)) {
          const part = await encoder.add(host);
          rows += part.rows;
          await file.write(part.bytes);
        }
        await file.write((await encoder.end()).bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      return rows;
    } finally {
      await encoder.close();
    }
  }

  /** Nothing that was archived is ever overwritten. */
  private async freeName(stem: string): Promise<string> {
    for (let number = 1; ; number++) {
      const path = `${stem}${number === 1 ? '' : `-${number}`}.parquet`;
      if (!(await this.disk.exists(path))) return path;
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

export const nodeArchiveDisk: ArchiveDisk = {
  async makeFolder(path) {
    const first = await mkdir(path, { recursive: true });
    if (first !== undefined) await nodeArchiveDisk.syncFolder(dirname(first));
  },
  async create(path) {
    const file = await open(path, 'w');
    return {
      write: (bytes) => file.writeFile(bytes),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  async exists(path) {
    try {
      await stat(path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};
