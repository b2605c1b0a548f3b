import type { JobData } from '../domain/job-data.js';

const mebibyte = 2 ** 20;

interface Entry {
  /** Of the documents from which the data were read. */
  readonly version: string;
  readonly data: JobData;
  readonly sizeBytes: number;
}

/** Decoded samples of the jobs read last, by folder. What is in it is shared: nobody may change it. */
export class JobDataCache {
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private sizeBytes = 0;

  constructor(private readonly limitBytes = 128 * mebibyte) {}

  /** Forgets what is of another version. */
  get(folder: string, version: string): JobData | undefined {
    const entry = this.entries.get(folder);
    if (entry?.version !== version) {
      this.forget(folder);
      return undefined;
    }
    this.entries.delete(folder);
    this.entries.set(folder, entry);
    return entry.data;
  }

  set(folder: string, version: string, data: JobData): void {
    this.forget(folder);
    const sizeBytes = sizeOf(data);
    if (sizeBytes > this.limitBytes) return;
    this.entries.set(folder, { version, data, sizeBytes });
    this.sizeBytes += sizeBytes;
    for (const oldest of this.entries.keys()) {
      if (this.sizeBytes <= this.limitBytes) return;
      this.forget(oldest);
    }
  }

  forget(folder: string): void {
    this.sizeBytes -= this.entries.get(folder)?.sizeBytes ?? 0;
    this.entries.delete(folder);
  }
}

function sizeOf(data: JobData): number {
  let numbers = 128;
  for (const scopes of data.values()) {
    for (const { series, statisticsSeries } of scopes.values()) {
      numbers += 3 * (statisticsSeries?.median.length ?? 0);
      for (const { data: samples } of series) numbers += 16 + samples.length;
    }
  }
  return 8 * numbers;
}
