import { isScope, SCOPES, type AvailableScope, type Scope } from './scope.js';

export interface SeriesStatistics {
  readonly hostname: string;
  readonly id: string | undefined;
  readonly min: number;
  readonly avg: number;
  readonly max: number;
}

export interface ScopeStatistics extends AvailableScope {
  readonly statistics: readonly SeriesStatistics[];
}

/** By metric; scopes from coarse to fine. */
export type StatisticsByMetric = ReadonlyMap<string, readonly ScopeStatistics[]>;

export interface AnsweredStatistics {
  readonly name: string;
  readonly scope: string;
  readonly metric: {
    readonly timestep: number;
    readonly series:
      | readonly {
          readonly hostname: string;
          readonly id: string | null;
          readonly statistics: { readonly min: number; readonly avg: number; readonly max: number } | null;
        }[]
      | null;
  };
}

export function statisticsByMetric(answers: readonly AnsweredStatistics[]): StatisticsByMetric {
  const found = new Map<string, ScopeStatistics[]>();
  for (const { name, scope, metric } of answers) {
    if (!isScope(scope) || !metric.series?.length) continue;
    const statistics = metric.series.flatMap(({ hostname, id, statistics: values }) =>
      values ? [{ hostname, id: id ?? undefined, min: values.min, avg: values.avg, max: values.max }] : [],
    );
    const scopes = found.get(name) ?? [];
    found.set(name, scopes);
    scopes.push({ scope, series: metric.series.length, timestep: metric.timestep, statistics });
  }
  for (const scopes of found.values()) scopes.sort((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope));
  return found;
}

export function statisticsIn(all: StatisticsByMetric, metric: string, scope: Scope): readonly SeriesStatistics[] {
  return all.get(metric)?.find((candidate) => candidate.scope === scope)?.statistics ?? [];
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
