import type { JobData } from '../../domain/job-data.js';
import type { JobIdentity } from '../../domain/job.js';

const mostBytes = 64 * 1024 * 1024;

interface Entry {
  readonly data: Promise<JobData | undefined>;
  sizeBytes: number;
}

/** Samples of archived jobs that were read lately. Jobs asked for at the same time are read once. */
export class ArchivedDataCache {
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private sizeBytes = 0;

  get(job: JobIdentity, load: () => Promise<JobData | undefined>): Promise<JobData | undefined> {
    const key = JSON.stringify([job.cluster, job.jobId, job.startTime]);
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.data;
    }
    const entry: Entry = { data: load(), sizeBytes: 0 };
    this.entries.set(key, entry);
    entry.data.then(
      (data) => (data ? this.account(key, entry, sizeOf(data)) : this.forget(key, entry)),
      () => this.forget(key, entry),
    );
    return entry.data;
  }

  private account(key: string, entry: Entry, sizeBytes: number): void {
    if (this.entries.get(key) !== entry) return;
    entry.sizeBytes = sizeBytes;
    this.sizeBytes += sizeBytes;
    for (const [oldest, each] of this.entries) {
      if (this.sizeBytes <= mostBytes) break;
      this.forget(oldest, each);
    }
  }

  private forget(key: string, entry: Entry): void {
    if (this.entries.get(key) !== entry) return;
    this.entries.delete(key);
    this.sizeBytes -= entry.sizeBytes;
  }
}

function sizeOf(data: JobData): number {
  let sizeBytes = 1024;
  for (const scopes of data.values()) {
    for (const { series } of scopes.values()) {
      for (const { data: values } of series) sizeBytes += 256 + values.byteLength;
    }
  }
  return sizeBytes;
}
