import type { JobData } from '../domain/job-data.js';

const mebibyte = 2 ** 20;

/** Decoded samples of the jobs read last, by folder. What is in it is shared: nobody may change it. */
export class JobDataCache {
  private readonly entries = new Map<string, { readonly data: JobData; readonly sizeBytes: number }>();
  private sizeBytes = 0;

  constructor(private readonly limitBytes = 128 * mebibyte) {}

  get(folder: string): JobData | undefined {
    const entry = this.entries.get(folder);
    if (!entry) return undefined;
    this.entries.delete(folder);
    this.entries.set(folder, entry); // the newest stand last
    return entry.data;
  }

  set(folder: string, data: JobData): void {
    this.forget(folder);
    const sizeBytes = sizeOf(data);
    if (sizeBytes > this.limitBytes) return;
    this.entries.set(folder, { data, sizeBytes });
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
