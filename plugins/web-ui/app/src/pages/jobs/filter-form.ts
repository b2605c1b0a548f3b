import { exactDuration, parseDuration } from '../../format/duration.js';
import { localInputTime } from '../../format/time.js';
import {
  SCHEDULES,
  SHARING,
  TIME_RANGES,
  type JobFilters,
  type Range,
  type StartTimeFilter,
  type TextFilter,
  type TextMatch,
  withFilters,
} from './job-filters.js';

/** The filters as they stand in the fields of the form. */
export interface FilterForm {
  subCluster: string;
  partition: string;
  user: string;
  userMatch: TextMatch;
  project: string;
  projectMatch: TextMatch;
  jobName: string;
  jobIds: string;
  arrayJobId: string;
  node: string;
  nodeMatch: TextMatch;
  states: string[];
  shared: string;
  schedule: string;
  startRange: string;
  startFrom: string;
  startTo: string;
  durationFrom: string;
  durationTo: string;
  numNodesFrom: string;
  numNodesTo: string;
  numHWThreadsFrom: string;
  numHWThreadsTo: string;
  numAcceleratorsFrom: string;
  numAcceleratorsTo: string;
  energyFrom: string;
  energyTo: string;
  stats: { name: string; from: string; to: string }[];
}

export function formOfFilters(filters: JobFilters): FilterForm {
  const time = filters.startTime;
  const ends = time && !('range' in time) ? time : {};
  const durationText = (seconds: number | undefined): string => (seconds === undefined ? '' : exactDuration(seconds));
  const number = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    subCluster: filters.subCluster ?? '',
    partition: filters.partition ?? '',
    user: filters.user?.text ?? filters.users.join(', '),
    userMatch: filters.users.length > 0 ? 'eq' : (filters.user?.match ?? 'contains'),
    project: filters.project?.text ?? '',
    projectMatch: filters.project?.match ?? 'contains',
    jobName: filters.jobName?.text ?? '',
    jobIds: filters.jobIds.join(', '),
    arrayJobId: number(filters.arrayJobId),
    node: filters.node?.text ?? '',
    nodeMatch: filters.node?.match ?? 'eq',
    states: [...filters.states],
    shared: filters.shared ?? '',
    schedule: filters.schedule ?? '',
    startRange: time && 'range' in time ? time.range : time ? 'between' : '',
    startFrom: ends.from === undefined ? '' : localInputTime(ends.from),
    startTo: ends.to === undefined ? '' : localInputTime(ends.to),
    durationFrom: durationText(filters.duration?.from),
    durationTo: durationText(filters.duration?.to),
    numNodesFrom: number(filters.numNodes?.from),
    numNodesTo: number(filters.numNodes?.to),
    numHWThreadsFrom: number(filters.numHWThreads?.from),
    numHWThreadsTo: number(filters.numHWThreads?.to),
    numAcceleratorsFrom: number(filters.numAccelerators?.from),
    numAcceleratorsTo: number(filters.numAccelerators?.to),
    energyFrom: number(filters.energy?.from),
    energyTo: number(filters.energy?.to),
    stats: filters.stats.map(({ name, range }) => ({ name, from: number(range.from), to: number(range.to) })),
  };
}

export interface FormReading {
  readonly filters: JobFilters;
  /** By field: what is wrong with it. */
  readonly problems: Readonly<Record<string, string>>;
}

/** @param base keeps what has no field */
export function filtersOfForm(form: FilterForm, base: JobFilters): FormReading {
  const problems: Record<string, string> = {};
  const number = (field: string, text: string, whole: boolean): number | undefined => {
    const clean = text.trim().replace(',', '.');
    if (clean === '') return undefined;
    const value = Number(clean);
    if (Number.isFinite(value) && value >= 0 && (!whole || Number.isInteger(value))) return value;
    problems[field] = whole ? 'a whole number, please' : 'a number, please';
    return undefined;
  };
  const range = (field: string, from: number | undefined, to: number | undefined): Range | undefined => {
    if (from === undefined && to === undefined) return undefined;
    if (from !== undefined && to !== undefined && from > to) problems[field] = 'the smaller number comes first';
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  };
  const numbers = (field: string, from: string, to: string, whole = true): Range | undefined =>
    range(field, number(field, from, whole), number(field, to, whole));
  const duration = (text: string): number | undefined => {
    if (text.trim() === '') return undefined;
    const seconds = parseDuration(text);
    if (seconds === undefined) problems['duration'] = 'for example 90m, 1h30m, 2d or 1:30';
    return seconds;
  };
  const text = (value: string): string | undefined => value.trim() || undefined;
  const textFilter = (value: string, match: TextMatch): TextFilter | undefined => {
    const clean = text(value);
    return clean === undefined ? undefined : { text: clean, match };
  };
  const users = listOf(form.user);
  const severalUsers = users.length > 1;
  const jobIds = listOf(form.jobIds);
  if (jobIds.some((id) => !/^\d+$/.test(id))) problems['jobIds'] = 'job ids are numbers';

  const filters = withFilters(base, {
    subCluster: base.cluster === undefined ? undefined : text(form.subCluster),
    partition: text(form.partition),
    user: severalUsers ? undefined : textFilter(form.user, form.userMatch),
    users: severalUsers ? users : [],
    project: textFilter(form.project, form.projectMatch),
    jobName: textFilter(form.jobName, base.jobName?.match ?? 'contains'),
    jobIds: jobIds.filter((id) => /^\d+$/.test(id)),
    arrayJobId: number('arrayJobId', form.arrayJobId, true),
    node: textFilter(form.node, form.nodeMatch),
    states: form.states,
    shared: SHARING.find((one) => one === form.shared),
    schedule: SCHEDULES.find((one) => one === form.schedule),
    startTime: startTimeOf(form, problems),
    duration: range('duration', duration(form.durationFrom), duration(form.durationTo)),
    numNodes: numbers('numNodes', form.numNodesFrom, form.numNodesTo),
    numHWThreads: numbers('numHWThreads', form.numHWThreadsFrom, form.numHWThreadsTo),
    numAccelerators: numbers('numAccelerators', form.numAcceleratorsFrom, form.numAcceleratorsTo),
    energy: numbers('energy', form.energyFrom, form.energyTo, false),
    stats: form.stats.flatMap(({ name, from, to }) => {
      const ends = name === '' ? undefined : numbers('stats', from, to, false);
      return ends ? [{ name, range: ends }] : [];
    }),
  });
  return { filters, problems };
}

function startTimeOf(form: FilterForm, problems: Record<string, string>): StartTimeFilter | undefined {
  const range = TIME_RANGES.find((one) => one === form.startRange);
  if (range) return { range };
  if (form.startRange !== 'between') return undefined;
  const from = secondsOf(form.startFrom);
  // The field has no seconds: the whole last minute belongs to it.
  const to = secondsOf(form.startTo, 59);
  if (from === undefined && to === undefined) return undefined;
  if (from !== undefined && to !== undefined && from > to) problems['startTime'] = 'the earlier time comes first';
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function secondsOf(localTime: string, plus = 0): number | undefined {
  const milliseconds = Date.parse(localTime);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000) + plus;
}

function listOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];
}
