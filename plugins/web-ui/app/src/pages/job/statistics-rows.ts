import type { MetricSettings } from '../../boot/boot.js';
import type { SeriesStatistics } from './metric-statistics.js';

export type StatisticValue = 'min' | 'avg' | 'max';
export type StatisticColumn = 'name' | StatisticValue;

export interface StatisticsOrder {
  readonly column: StatisticColumn;
  readonly descending: boolean;
}

export interface StatisticsRow extends SeriesStatistics {
  readonly label: string;
  /** Its mean is far from that of the others, and how. */
  readonly outlier: 'low' | 'high' | undefined;
}

/** A mean that is this much away from the median of all is worth a look. */
const FAR = 0.3;
/** Fewer have no middle to be away from. */
const FEWEST = 3;

export function statisticsRows(
  statistics: readonly SeriesStatistics[],
  labelOf: (series: SeriesStatistics) => string,
  { column, descending }: StatisticsOrder,
  metric: Pick<MetricSettings, 'normal'> | undefined,
): readonly StatisticsRow[] {
  const means = statistics.map(({ avg }) => avg).toSorted((a, b) => a - b);
  const median = means[means.length >> 1] ?? 0;
  // Around zero every difference is a multiple.
  const scale = Math.max(Math.abs(median), (metric?.normal ?? 0) * 0.05);
  const rows = statistics.map((one): StatisticsRow => {
    const away = scale > 0 && statistics.length >= FEWEST ? (one.avg - median) / scale : 0;
    return { ...one, label: labelOf(one), outlier: away > FAR ? 'high' : away < -FAR ? 'low' : undefined };
  });
  const sign = descending ? -1 : 1;
  const byName = (a: StatisticsRow, b: StatisticsRow): number =>
    a.label.localeCompare(b.label, 'en', { numeric: true });
  return rows.toSorted((a, b) => sign * (column === 'name' ? byName(a, b) : a[column] - b[column] || byName(a, b)));
}

/** Largest distance between the series' means, as part of the largest; 0: all equal. */
export function imbalance(statistics: readonly SeriesStatistics[]): number {
  const means = statistics.map(({ avg }) => avg);
  const most = Math.max(...means);
  return means.length < 2 || !(most > 0) ? 0 : (most - Math.min(...means)) / most;
}
