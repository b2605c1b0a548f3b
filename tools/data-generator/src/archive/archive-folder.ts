import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PlacedJob } from '../schedule/simulated-job.js';
import type { ClusterDocument } from '../site/cluster-document.js';
import type { JobEntry } from './job-entry.js';

const version = '3\n';
const mostBytesPlain = 2000;

/** A job archive on disk. Everything blocks: it is meant for threads that do nothing else. */
export class ArchiveFolder {
  constructor(private readonly root: string) {}

  /** Writes version and clusters; refuses a folder that holds something else. */
  prepare(clusters: readonly ClusterDocument[]): void {
    mkdirSync(this.root, { recursive: true });
    const versionFile = join(this.root, 'version.txt');
    if (existsSync(versionFile)) {
      const found = readFileSync(versionFile, 'utf8').trim();
      if (found !== version.trim())
        throw new Error(`${this.root} holds a job archive of version ${found}, not ${version.trim()}`);
    } else if (readdirSync(this.root).length > 0) {
      throw new Error(`${this.root} is not empty and not a job archive (version.txt is missing)`);
    } else {
      publish(this.root, 'version.txt', version);
    }
    for (const cluster of clusters) {
      mkdirSync(join(this.root, cluster.name), { recursive: true });
      publish(join(this.root, cluster.name), 'cluster.json', JSON.stringify(cluster, undefined, 1) + '\n');
    }
  }

  has(cluster: string, job: PlacedJob): boolean {
    return existsSync(join(this.folderOf(cluster, job), 'meta.json'));
  }

  /** Data first, meta last: a folder with a meta.json is complete. Returns the bytes on disk. */
  write(cluster: string, job: PlacedJob, { meta, data }: JobEntry): number {
    const folder = this.folderOf(cluster, job);
    mkdirSync(folder, { recursive: true });
    const packed = data.length > mostBytesPlain;
    const stored = packed ? gzipSync(data, { level: 1 }) : data;
    publish(folder, packed ? 'data.json.gz' : 'data.json', stored);
    rmSync(join(folder, packed ? 'data.json' : 'data.json.gz'), { force: true });
    publish(folder, 'meta.json', meta);
    return stored.length + Buffer.byteLength(meta);
  }

  private folderOf(cluster: string, { jobId, begin }: PlacedJob): string {
    const thousands = String(Math.floor(jobId / 1000));
    const rest = String(jobId % 1000).padStart(3, '0');
    return join(this.root, cluster, thousands, rest, String(begin));
  }
}

/** Writes aside and renames, so that nobody ever reads half a file. */
function publish(folder: string, name: string, content: Buffer | string): void {
  const aside = join(folder, `.${name}.part`);
  writeFileSync(aside, content);
  renameSync(aside, join(folder, name));
}
