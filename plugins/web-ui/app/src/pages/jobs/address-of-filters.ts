import { RANGE_FILTERS, type JobFilters, type StartTimeFilter, type TextFilter } from './job-filters.js';
import { rangeText } from './range-text.js';

type Pair = readonly [string, string];

/** The parameters under which cc-backend knows these filters, with the match modes that it forgets. */
export function parametersOfFilters(filters: JobFilters): readonly Pair[] {
  const one = (name: 'cluster' | 'subCluster' | 'partition' | 'shared' | 'schedule'): readonly Pair[] => {
    const value = filters[name];
    return value === undefined ? [] : [[name, value]];
  };
  return [
    ...one('cluster'),
    ...one('subCluster'),
    ...one('partition'),
    ...textPairs('project', filters.project),
    ...textPairs('user', filters.user),
    ...filters.users.map((user): Pair => ['user', user]),
    ...(filters.users.length > 0 ? [['userMatch', 'in'] as const] : []),
    ...textPairs('jobName', filters.jobName),
    ...textPairs('node', filters.node),
    ...filters.jobIds.map((id): Pair => ['jobId', id]),
    ...(filters.arrayJobId === undefined ? [] : [['arrayJobId', String(filters.arrayJobId)] as const]),
    ...filters.dbIds.map((id): Pair => ['dbId', id]),
    ...filters.states.map((state): Pair => ['state', state]),
    ...one('shared'),
    ...one('schedule'),
    ...(filters.startTime ? [['startTime', startTimeText(filters.startTime)] as const] : []),
    ...RANGE_FILTERS.flatMap((name): readonly Pair[] => {
      const range = filters[name];
      return range ? [[name, rangeText(range)]] : [];
    }),
    ...filters.stats.map(({ name, range }): Pair => ['stat', `${name}-${rangeText(range)}`]),
    ...filters.tags.map((tag): Pair => ['tag', tag]),
  ];
}

function textPairs(name: string, filter: TextFilter | undefined): readonly Pair[] {
  if (!filter) return [];
  return [
    [name, filter.text],
    [`${name}Match`, filter.match],
  ];
}

function startTimeText(time: StartTimeFilter): string {
  if ('range' in time) return time.range;
  return `${time.from ?? 0}-${time.to ?? 0}`;
}
