import type { TextMatch } from '@cc-kernel/core/plugin';
import type { JobFilter, Range } from '../../../../core/src/contracts/job-store.js';
import type { Footprint, JobMetaData, JobResource, JobState } from '../../../../core/src/domain/job.js';

/** A job as filters look at it. */
export interface StoredJob {
  readonly id: number;
  readonly jobId: number;
  readonly arrayJobId: number;
  readonly user: string;
  readonly project: string;
  readonly cluster: string;
  readonly subCluster: string;
  readonly partition: string;
  readonly duration: number;
  readonly energy: number;
  readonly numNodes: number;
  readonly numAcc: number;
  readonly numHwthreads: number;
  readonly startTime: number;
  readonly jobState: JobState;
  readonly shared: string;
  readonly footprint: Footprint | undefined;
  readonly metaData: JobMetaData | undefined;
  readonly resources: readonly JobResource[];
  readonly tagIds: readonly number[];
}

/** What a filter means, said a second time without SQL. */
export function matches(job: StoredJob, filter: JobFilter, readableTags: ReadonlySet<number>): boolean {
  const text = (value: string | undefined, match: TextMatch | undefined): boolean =>
    match === undefined || (value !== undefined && textMatches(value, match));
  const jobName = job.metaData?.['jobName'];
  return (
    (filter.tagIds?.some((id) => job.tagIds.includes(id) && readableTags.has(id)) ?? true) &&
    (filter.ids?.includes(job.id) ?? true) &&
    text(String(job.jobId), filter.jobId) &&
    (filter.arrayJobId ?? job.arrayJobId) === job.arrayJobId &&
    text(job.user, filter.user) &&
    text(job.project, filter.project) &&
    text(job.cluster, filter.cluster) &&
    text(job.subCluster, filter.subCluster) &&
    text(job.partition, filter.partition) &&
    inRange(job.duration, filter.duration) &&
    inRange(job.energy, filter.energy) &&
    inRange(job.numNodes, filter.numNodes) &&
    inRange(job.numAcc, filter.numAcc) &&
    inRange(job.numHwthreads, filter.numHwthreads) &&
    inRange(job.startTime, filter.startTime) &&
    inRange(job.startTime + job.duration, filter.endTime) &&
    (filter.states?.includes(job.jobState) ?? true) &&
    (filter.shared ?? job.shared) === job.shared &&
    (filter.metricStats ?? []).every(({ metricName, range }) => hasFootprint(job, metricName, range)) &&
    (filter.node === undefined || job.resources.some(({ hostname }) => text(hostname, filter.node))) &&
    text(jobName, filter.jobName) &&
    (filter.schedule === undefined || (filter.schedule === 'interactive') === (jobName === 'interactive'))
  );
}

function hasFootprint({ footprint }: StoredJob, key: string, range: Range): boolean {
  if (range.from === undefined && range.to === undefined) return true;
  const value = footprint?.[key];
  return value !== undefined && inRange(value, range);
}

function inRange(value: number, range: Range | undefined): boolean {
  return value >= (range?.from ?? -Infinity) && value <= (range?.to ?? Infinity);
}

function textMatches(value: string, match: TextMatch): boolean {
  if ('eq' in match) return value === match.eq;
  if ('neq' in match) return value !== match.neq;
  if ('in' in match) return match.in.includes(value);
  const [whole, part] = [lower(value), lower(Object.values(match)[0] as string)];
  if ('contains' in match) return whole.includes(part);
  return 'startsWith' in match ? whole.startsWith(part) : whole.endsWith(part);
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
