import type { Increment } from '../../plot/merge-increment.js';
import { frameSeries, type SampledSeries } from './samples-frame.js';
import { isScope, type Scope } from './scope.js';

/** New samples of one metric in one scope. */
export interface MetricNews {
  readonly name: string;
  readonly scope: Scope;
  readonly increment: Increment;
}

/** The job as it is now. */
export interface JobNews {
  readonly jobState: string;
  readonly duration: number;
  readonly monitoringStatus: number;
}

/** Where news of these metrics are published. */
export function liveAddress(id: string, metrics: readonly string[], scopes: readonly Scope[], since: number): string {
  const query = new URLSearchParams();
  for (const metric of metrics) query.append('metric', metric);
  for (const scope of scopes) query.append('scope', scope);
  query.set('since', String(Math.floor(since)));
  return `/live/jobs/${encodeURIComponent(id)}?${query.toString()}`;
}

export function metricNews(text: string, hosts: number): readonly MetricNews[] {
  const { metrics } = JSON.parse(text) as {
    readonly metrics: readonly {
      readonly name: string;
      readonly scope: string;
      readonly timestep: number;
      readonly first: number;
      readonly series: readonly SampledSeries[];
    }[];
  };
  return metrics.flatMap(({ name, scope, timestep, first, series }) =>
    isScope(scope)
      ? [{ name, scope, increment: { step: timestep, first, series: frameSeries(scope, series, hosts) } }]
      : [],
  );
}
