import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedSite, type JobKind, type Site } from '@cc-kernel/data-generator';
import type { ClusterModel } from '../src/model/cluster-model.js';
import type { PlacedJob } from '../src/schedule/simulated-job.js';
import type { MetricName } from '../src/site/metric-table.js';

export const day = 86_400;
export const hour = 3600;
/** A Tuesday. */
export const someDay = Date.UTC(2026, 2, 3) / 1000;

export function sampleSite(seed = 7): Site {
  return simulatedSite({ seed });
}

export const alder = sampleSite().model('alder');
export const onyx = sampleSite().model('onyx');

/** All sensors of one host at one moment, by metric and unit, in the metric's unit. */
export function sensors(model: ClusterModel, host: number, time: number): (metric: MetricName) => number[] {
  const values = new Int32Array(model.layout.size);
  model.fill(host, time, values);
  return (metric) => {
    const channel = model.layout.byMetric.get(metric);
    if (channel === undefined) throw new Error(`no ${metric}`);
    return Array.from(
      values.subarray(channel.offset, channel.offset + channel.units),
      (value) => value / channel.scale,
    );
  };
}

/** A job of a kind that runs for a while. */
export function jobOf(model: ClusterModel, kind: JobKind, suits: (job: PlacedJob) => boolean = () => true): PlacedJob {
  for (const job of model.jobs(someDay, someDay + 28 * day)) {
    if (job.kind === kind && job.end - job.begin > 25 * 60 && suits(job)) return job;
  }
  throw new Error(`no job of kind ${kind}`);
}

/** Moments of measurement inside a job. */
export function timesOf({ begin, end }: PlacedJob): number[] {
  const times: number[] = [];
  for (let time = Math.ceil(begin / 60) * 60; time < end; time += 60) times.push(time);
  return times;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'data-generator-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
