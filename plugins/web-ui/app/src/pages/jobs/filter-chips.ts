import { stateLook } from '../../design/state-look.js';
import { formatDuration } from '../../format/duration.js';
import { formatCount, formatNumber } from '../../format/number.js';
import { formatDateTime } from '../../format/time.js';
import {
  type JobFilters,
  type Range,
  type RangeFilter,
  type StartTimeFilter,
  type TextFilter,
  type TimeRange,
  withFilters,
} from './job-filters.js';
import { rangeWords } from './range-text.js';

/** One removable part of the filters, in words. */
export interface FilterChip {
  readonly label: string;
  readonly value: string;
  /** What is left when it goes. */
  readonly without: JobFilters;
}

export const TIME_WORDS: Readonly<Record<TimeRange, string>> = {
  last6h: 'last 6 hours',
  last24h: 'last 24 hours',
  last7d: 'last 7 days',
  last30d: 'last 30 days',
};

export const SHARING_WORDS = {
  none: 'exclusive',
  single_user: 'shared by one user',
  multi_user: 'shared by several users',
} as const;

const RANGES: Readonly<Record<RangeFilter, { readonly label: string; readonly text: (value: number) => string }>> = {
  duration: { label: 'duration', text: formatDuration },
  numNodes: { label: 'nodes', text: formatCount },
  numHWThreads: { label: 'hardware threads', text: formatCount },
  numAccelerators: { label: 'accelerators', text: formatCount },
  energy: { label: 'energy', text: (value) => `${formatNumber(value)} kWh` },
};

export function filterChips(filters: JobFilters): readonly FilterChip[] {
  const chip = (label: string, value: string | undefined, key: keyof JobFilters): readonly FilterChip[] =>
    value === undefined ? [] : [{ label, value, without: withFilters(filters, { [key]: undefined }) }];
  const list = (
    label: string,
    key: 'jobIds' | 'dbIds' | 'tags' | 'users' | 'states',
    text = (value: string) => value,
  ) =>
    filters[key].map((value) => ({
      label,
      value: text(value),
      without: withFilters(filters, { [key]: filters[key].filter((other) => other !== value) }),
    }));
  const range = (key: RangeFilter): readonly FilterChip[] =>
    chip(RANGES[key].label, filters[key] && rangeWords(filters[key], RANGES[key].text), key);
  return [
    ...(filters.cluster === undefined
      ? []
      : [
          {
            label: 'cluster',
            value: filters.cluster,
            without: withFilters(filters, { cluster: undefined, subCluster: undefined, partition: undefined }),
          },
        ]),
    ...chip('sub-cluster', filters.subCluster, 'subCluster'),
    ...chip('partition', filters.partition, 'partition'),
    ...list('state', 'states', (state) => stateLook(state).label.toLowerCase()),
    ...chip('started', filters.startTime && timeWords(filters.startTime), 'startTime'),
    ...chip('user', textWords(filters.user), 'user'),
    ...list('user', 'users'),
    ...chip('project', textWords(filters.project), 'project'),
    ...chip('job name', textWords(filters.jobName), 'jobName'),
    ...list('job id', 'jobIds'),
    ...chip('array job', filters.arrayJobId?.toString(), 'arrayJobId'),
    ...(filters.dbIds.length > 3
      ? [{ label: 'selected', value: `${filters.dbIds.length} jobs`, without: withFilters(filters, { dbIds: [] }) }]
      : list('selected', 'dbIds', (id) => `#${id}`)),
    ...chip('node', textWords(filters.node), 'node'),
    ...range('duration'),
    ...range('numNodes'),
    ...range('numHWThreads'),
    ...range('numAccelerators'),
    ...range('energy'),
    ...chip('nodes are', filters.shared && SHARING_WORDS[filters.shared], 'shared'),
    ...chip('kind', filters.schedule, 'schedule'),
    ...filters.stats.map(({ name, range: ends }) => ({
      label: name.replace(/_(avg|min|max)$/, ' ($1)'),
      value: rangeWords(ends as Range, formatNumber),
      without: withFilters(filters, { stats: filters.stats.filter((other) => other.name !== name) }),
    })),
    ...list('tag', 'tags', (id) => `#${id}`),
  ];
}

function textWords(filter: TextFilter | undefined): string | undefined {
  return filter && (filter.match === 'eq' ? filter.text : `contains “${filter.text}”`);
}

function timeWords(time: StartTimeFilter): string {
  if ('range' in time) return TIME_WORDS[time.range];
  const { from, to } = time;
  if (from === undefined) return `until ${formatDateTime(to ?? 0)}`;
  return to === undefined ? `since ${formatDateTime(from)}` : `${formatDateTime(from)} – ${formatDateTime(to)}`;
}
