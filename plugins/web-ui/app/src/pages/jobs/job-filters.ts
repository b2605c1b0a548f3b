/** A closed range; an absent end is open. */
export interface Range {
  readonly from?: number;
  readonly to?: number;
}

export type TextMatch = 'eq' | 'contains';

export interface TextFilter {
  readonly match: TextMatch;
  readonly text: string;
}

export const TIME_RANGES = ['last6h', 'last24h', 'last7d', 'last30d'] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

/** Seconds since 1970, or a range that moves with the present. */
export type StartTimeFilter = { readonly range: TimeRange } | { readonly from?: number; readonly to?: number };

export const RANGE_FILTERS = ['duration', 'numNodes', 'numHWThreads', 'numAccelerators', 'energy'] as const;
export type RangeFilter = (typeof RANGE_FILTERS)[number];

export const SHARING = ['none', 'single_user', 'multi_user'] as const;
export const SCHEDULES = ['interactive', 'batch'] as const;

/** Which jobs are shown: all that agree with every part. An empty list agrees with all. */
export interface JobFilters {
  readonly cluster?: string;
  readonly subCluster?: string;
  readonly partition?: string;
  readonly project?: TextFilter;
  readonly user?: TextFilter;
  /** Exactly one of these. */
  readonly users: readonly string[];
  readonly jobName?: TextFilter;
  readonly node?: TextFilter;
  /** The scheduler's. */
  readonly jobIds: readonly string[];
  readonly arrayJobId?: number;
  readonly dbIds: readonly string[];
  readonly states: readonly string[];
  readonly shared?: (typeof SHARING)[number];
  readonly schedule?: (typeof SCHEDULES)[number];
  readonly startTime?: StartTimeFilter;
  /** Seconds. */
  readonly duration?: Range;
  readonly numNodes?: Range;
  readonly numHWThreads?: Range;
  readonly numAccelerators?: Range;
  /** kWh. */
  readonly energy?: Range;
  /** By footprint, e.g. `flops_any_avg`. */
  readonly stats: readonly { readonly name: string; readonly range: Range }[];
  /** Any of these ids. */
  readonly tags: readonly string[];
}

export const NO_FILTERS: JobFilters = { users: [], jobIds: [], dbIds: [], states: [], stats: [], tags: [] };

/** Without parts that are `undefined`. */
export function withFilters(
  filters: JobFilters,
  changes: { readonly [part in keyof JobFilters]?: JobFilters[part] | undefined },
): JobFilters {
  const entries = Object.entries({ ...filters, ...changes }).filter(([, value]) => value !== undefined);
  return { ...NO_FILTERS, ...Object.fromEntries(entries) };
}
