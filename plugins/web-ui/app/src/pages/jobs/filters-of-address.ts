import {
  NO_FILTERS,
  RANGE_FILTERS,
  SCHEDULES,
  SHARING,
  TIME_RANGES,
  type JobFilters,
  type StartTimeFilter,
  type TextFilter,
  type TextMatch,
  withFilters,
} from './job-filters.js';
import { parseRange } from './range-text.js';
import { KNOWN_STATES } from '../../design/state-look.js';

export interface AddressFilters {
  readonly filters: JobFilters;
  /** What in the address was not understood, and is not applied. */
  readonly problems: readonly string[];
}

/** Reads our addresses and those of cc-backend; of a parameter that stands alone the first one counts. */
export function filtersOfAddress(query: URLSearchParams): AddressFilters {
  const problems: string[] = [];
  const text = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  const all = (name: string): readonly string[] => [...new Set(query.getAll(name).filter((value) => value !== ''))];
  const refuse = (name: string, value: string): undefined => {
    problems.push(`${name}=${value}`);
    return undefined;
  };
  const oneOf = <T extends string>(name: string, known: readonly T[]): T | undefined => {
    const value = text(name);
    return value === undefined ? undefined : (known.find((one) => one === value) ?? refuse(name, value));
  };
  const range = (name: string) => {
    const value = text(name);
    return value === undefined ? undefined : (parseRange(value) ?? refuse(name, value));
  };
  const integers = (name: string): readonly string[] => {
    for (const value of all(name)) if (!/^\d+$/.test(value)) refuse(name, value);
    return all(name).filter((value) => /^\d+$/.test(value));
  };
  const textFilter = (name: string, otherwise: TextMatch): TextFilter | undefined => {
    const value = text(name);
    return value === undefined ? undefined : { text: value, match: matchOf(query.get(`${name}Match`), otherwise) };
  };

  const users = all('user');
  const exactUsers = users.length > 1 || query.get('userMatch') === 'in';
  const states = all('state');
  for (const state of states) if (!KNOWN_STATES.includes(state)) refuse('state', state);
  const startTime = text('startTime');
  const arrayJobId = integers('arrayJobId')[0];

  const filters = withFilters(NO_FILTERS, {
    cluster: text('cluster'),
    subCluster: text('subCluster'),
    partition: text('partition'),
    project: textFilter('project', 'eq'),
    user: exactUsers ? undefined : textFilter('user', 'contains'),
    users: exactUsers ? users : [],
    jobName: textFilter('jobName', 'contains'),
    node: textFilter('node', 'eq'),
    jobIds: integers('jobId'),
    arrayJobId: arrayJobId === undefined ? undefined : Number(arrayJobId),
    dbIds: integers('dbId'),
    states: states.filter((state) => KNOWN_STATES.includes(state)),
    shared: oneOf('shared', SHARING),
    schedule: oneOf('schedule', SCHEDULES),
    startTime: startTime === undefined ? undefined : (startTimeOf(startTime) ?? refuse('startTime', startTime)),
    ...Object.fromEntries(RANGE_FILTERS.map((name) => [name, range(name)])),
    stats: all('stat').flatMap((value) => statOf(value) ?? refuse('stat', value) ?? []),
    tags: integers('tag'),
  });
  return { filters, problems };
}

function matchOf(text: string | null, otherwise: TextMatch): TextMatch {
  return text === 'eq' || text === 'contains' ? text : otherwise;
}

function startTimeOf(text: string): StartTimeFilter | undefined {
  const range = TIME_RANGES.find((one) => one === text);
  if (range) return { range };
  const ends = /^(\d*)-(\d*)$/.exec(text);
  if (!ends) return undefined;
  const [from, to] = [Number(ends[1]), Number(ends[2])];
  if (from === 0 && to === 0) return undefined;
  return { ...(from !== 0 && { from }), ...(to !== 0 && { to }) };
}

/** `<metric>_<statistic>-<range>`; metric names may hold dashes. */
function statOf(text: string): JobFilters['stats'][number] | undefined {
  const parts = /^(.+?_(?:avg|min|max))-(.+)$/.exec(text);
  const range = parts?.[2] === undefined ? undefined : parseRange(parts[2]);
  return range && parts?.[1] !== undefined ? { name: parts[1], range } : undefined;
}
