import { readFile } from 'node:fs/promises';
import type { HostSnapshot } from '@cc-kernel/core/plugin';
import { JournalledSamples } from '../journalled-samples.js';
import { legacyRecords } from './parse-legacy-log.js';
import type { Damage, LegacyRecord } from './parse-legacy-log.js';

/** Levels below the host that samples have at most. */
const deepest = 2;

export interface LegacyLog {
  /** `undefined`: no sample is wanted. */
  readonly snapshot: HostSnapshot | undefined;
  readonly damages: readonly Damage[];
  /** Records of samples that no store would take: no number, times out of range. */
  readonly skipped: number;
}

/** Reads the `current.wal` that cc-backend left for a host. */
export async function readLegacyLog(
  path: string,
  { cluster, host }: { readonly cluster: string; readonly host: string },
  range: { readonly since: number; readonly until: number },
): Promise<LegacyLog> {
  const damages: Damage[] = [];
  const bySeries = new Map<string, LegacyRecord[]>();
  let skipped = 0;
  for (const record of legacyRecords(await readFile(path), (damage) => damages.push(damage))) {
    const { time, value, levels, metric } = record;
    if (!(time >= range.since && time <= range.until) || !Number.isFinite(value) || levels.length > deepest) {
      skipped++;
      continue;
    }
    const key = [metric, ...levels].join('\0');
    const records = bySeries.get(key);
    if (records) records.push(record);
    else bySeries.set(key, [record]);
  }
  const samples = new JournalledSamples();
  for (const records of bySeries.values()) {
    const { levels, metric } = records[0]!;
    const times = Float64Array.from(records, ({ time }) => time);
    samples.add(
      levels,
      metric,
      times,
      Float32Array.from(records, ({ value }) => value),
    );
  }
  return { snapshot: samples.isEmpty ? undefined : samples.snapshot(cluster, host), damages, skipped };
}
