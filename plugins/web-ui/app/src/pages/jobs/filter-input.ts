import type { JobFilter, StringInput } from '../../api/schema.js';
import { isoTime } from '../../format/time.js';
import type { JobFilters, StartTimeFilter, TextFilter } from './job-filters.js';
import { rangeInput } from './range-text.js';

/** The filters as the API takes them; all must agree. */
export function filterInput(filters: JobFilters): readonly JobFilter[] {
  const parts: (JobFilter | undefined)[] = [
    filters.cluster === undefined ? undefined : { cluster: { eq: filters.cluster } },
    filters.subCluster === undefined ? undefined : { subCluster: { eq: filters.subCluster } },
    filters.partition === undefined ? undefined : { partition: { eq: filters.partition } },
    filters.project && { project: textInput(filters.project) },
    filters.user && { user: textInput(filters.user) },
    filters.users.length > 0 ? { user: { in: filters.users } } : undefined,
    filters.jobName && { jobName: textInput(filters.jobName) },
    filters.node && { node: textInput(filters.node) },
    idsInput(filters.jobIds),
    filters.arrayJobId === undefined ? undefined : { arrayJobId: filters.arrayJobId },
    filters.dbIds.length > 0 ? { dbId: filters.dbIds } : undefined,
    filters.states.length > 0 ? { state: filters.states } : undefined,
    filters.shared === undefined ? undefined : { shared: filters.shared },
    filters.schedule === undefined ? undefined : { schedule: filters.schedule },
    filters.startTime && { startTime: timeInput(filters.startTime) },
    filters.duration && { duration: rangeInput(filters.duration) },
    filters.numNodes && { numNodes: rangeInput(filters.numNodes) },
    filters.numHWThreads && { numHWThreads: rangeInput(filters.numHWThreads) },
    filters.numAccelerators && { numAccelerators: rangeInput(filters.numAccelerators) },
    filters.energy && { energy: rangeInput(filters.energy) },
    filters.stats.length > 0
      ? { metricStats: filters.stats.map(({ name, range }) => ({ metricName: name, range: rangeInput(range) })) }
      : undefined,
    filters.tags.length > 0 ? { tags: filters.tags } : undefined,
  ];
  return parts.filter((part) => part !== undefined);
}

function textInput({ match, text }: TextFilter): StringInput {
  return match === 'eq' ? { eq: text } : { contains: text };
}

function idsInput(ids: readonly string[]): JobFilter | undefined {
  const [first, ...others] = ids;
  if (first === undefined) return undefined;
  return { jobId: others.length === 0 ? { eq: first } : { in: ids } };
}

function timeInput(time: StartTimeFilter): NonNullable<JobFilter['startTime']> {
  if ('range' in time) return { range: time.range };
  return {
    ...(time.from !== undefined && { from: isoTime(time.from) }),
    ...(time.to !== undefined && { to: isoTime(time.to) }),
  };
}
