import { SHARING, type JobFilter, type Range, type TextMatch, type UnixSeconds } from '@cc-kernel/core/plugin';
import type { FloatRange, Given, IntRange, JobFilterInput, StringInput, TimeRange } from './job-inputs.js';

/** The part of a filter that one input field gives; no keys: no condition. */
type Condition = Partial<JobFilter>;

const nothingMatches: Condition = { ids: [] };
const footprintKey = /^[A-Za-z0-9_]+$/;
const integer = /^-?\d{1,15}$/;
const relativeRanges = new Map([
  ['last6h', 6 * 3600],
  ['last24h', 24 * 3600],
  ['last7d', 7 * 86_400],
  ['last30d', 30 * 86_400],
]);

/** What a client asks for, in the words of the job store. All objects and all their fields are ANDed. */
export function jobFilters(inputs: Given<readonly JobFilterInput[]>, now: UnixSeconds): readonly JobFilter[] {
  return (inputs ?? []).flatMap((input) => jobFilter(input, now));
}

/** Several objects where one cannot say it, e.g. two conditions on ids. */
function jobFilter(input: JobFilterInput, now: UnixSeconds): readonly JobFilter[] {
  const conditions: readonly Condition[] = [
    input.tags ? { tagIds: numbers(input.tags) } : {},
    input.dbId ? { ids: numbers(input.dbId) } : {},
    text('jobId', input.jobId),
    input.arrayJobId === undefined || input.arrayJobId === null ? {} : { arrayJobId: input.arrayJobId },
    text('user', input.user),
    text('project', input.project),
    text('jobName', input.jobName),
    text('cluster', input.cluster),
    text('subCluster', input.subCluster),
    text('partition', input.partition),
    range('duration', input.duration),
    range('energy', input.energy),
    range('numNodes', input.numNodes),
    range('numAcc', input.numAccelerators),
    range('numHwthreads', input.numHWThreads),
    startTime(input.startTime, now),
    input.state ? { states: input.state } : {},
    sharing(input.shared),
    schedule(input.schedule),
    text('node', input.node),
  ];
  const impossible = conditions.filter((condition) => condition === nothingMatches);
  const possible = conditions.filter((condition) => condition !== nothingMatches);
  return [Object.assign({}, ...possible) as JobFilter, ...impossible, ...metricStats(input)].filter(
    (filter) => Object.keys(filter).length > 0,
  );
}

/** Ids that are no numbers belong to nothing and are left out; an empty list matches nothing. */
function numbers(ids: readonly string[]): number[] {
  return ids.filter((id) => integer.test(id)).map(Number);
}

type TextField = 'jobId' | 'user' | 'project' | 'jobName' | 'cluster' | 'subCluster' | 'partition' | 'node';

function text(field: TextField, input: Given<StringInput>): Condition {
  const match = textMatch(input);
  return match ? { [field]: match } : {};
}

/** Exactly one operator counts, the first that is set in this order. */
function textMatch(input: Given<StringInput>): TextMatch | undefined {
  if (!input) return undefined;
  const { eq, neq, startsWith, endsWith, contains, in: oneOf } = input;
  if (typeof eq === 'string') return { eq };
  if (typeof neq === 'string') return { neq };
  if (typeof startsWith === 'string') return { startsWith };
  if (typeof endsWith === 'string') return { endsWith };
  if (typeof contains === 'string') return { contains };
  return oneOf ? { in: oneOf } : undefined;
}

type RangeField = 'duration' | 'energy' | 'numNodes' | 'numAcc' | 'numHwthreads';

function range(field: RangeField, input: Given<IntRange | FloatRange>): Condition {
  const limits = openRange(input);
  return limits ? { [field]: limits } : {};
}

/** Zero means "open": clients send it for the side that has no limit. */
function openRange(input: Given<IntRange | FloatRange>): Range | undefined {
  if (!input) return undefined;
  const { from, to } = input;
  if (from > 0 && to > 0) return { from, to };
  if (from > 0 && to === 0) return { from };
  if (from === 0 && to > 0) return { to };
  return undefined;
}

/** `from` and `to` beat `range`; an unknown `range` is no condition. */
function startTime(input: Given<TimeRange>, now: UnixSeconds): Condition {
  if (!input) return {};
  const [from, to] = [input.from ?? undefined, input.to ?? undefined];
  if (from !== undefined && to !== undefined) return { startTime: { from, to } };
  if (from !== undefined) return { startTime: { from } };
  if (to !== undefined) return { startTime: { to } };
  const span = relativeRanges.get(input.range ?? '');
  return span === undefined ? {} : { startTime: { from: now - span } };
}

function sharing(wanted: Given<string>): Condition {
  if (wanted === undefined || wanted === null) return {};
  const shared = SHARING.find((one) => one === wanted);
  return shared ? { shared } : nothingMatches;
}

/** Other words are no condition, as with cc-backend. */
function schedule(wanted: Given<string>): Condition {
  return wanted === 'interactive' || wanted === 'batch' ? { schedule: wanted } : {};
}

/** An open range is no condition at all, whatever its name; a name that no footprint can have matches nothing. */
function metricStats({ metricStats: items }: JobFilterInput): readonly Condition[] {
  const asked = (items ?? []).flatMap(({ metricName, range: limits }) => {
    const open = openRange(limits);
    return open ? [{ metricName, range: open }] : [];
  });
  if (asked.length === 0) return [];
  return asked.every(({ metricName }) => footprintKey.test(metricName)) ? [{ metricStats: asked }] : [nothingMatches];
}
