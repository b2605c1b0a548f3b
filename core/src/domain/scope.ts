/** Where in a node a metric is measured or asked for, coarsest first. */
export const METRIC_SCOPES = ['node', 'socket', 'memoryDomain', 'core', 'hwthread', 'accelerator'] as const;

export type MetricScope = (typeof METRIC_SCOPES)[number];

const rank: Record<MetricScope, number> = {
  node: 10,
  socket: 5,
  memoryDomain: 4,
  core: 3,
  hwthread: 2,
  accelerator: 1,
};

export function isMetricScope(text: string): text is MetricScope {
  return (METRIC_SCOPES as readonly string[]).includes(text);
}

/** Positive when `a` is coarser than `b`. */
export function compareScopes(a: MetricScope, b: MetricScope): number {
  return rank[a] - rank[b];
}

/** The scope that is delivered: nothing finer than what was measured. */
export function coarserScope(native: MetricScope, requested: MetricScope): MetricScope {
  return compareScopes(native, requested) > 0 ? native : requested;
}
