import type { MetricSettings } from '../../boot/boot.js';

/** First those that the site or the user chose for this view, then those of the footprint, then the rest as configured. */
export function metricOrder(
  metrics: readonly MetricSettings[],
  job: { readonly cluster: string; readonly subCluster: string; readonly numAcc: number },
  configuration: Readonly<Record<string, unknown>>,
): readonly MetricSettings[] {
  const key = 'metricConfig_jobViewPlotMetrics';
  const chosen = [`${key}:${job.cluster}:${job.subCluster}`, `${key}:${job.cluster}`, key]
    .map((name) => configuration[name])
    .find((value) => Array.isArray(value)) as readonly unknown[] | undefined;
  const rank = ({ name, footprint }: MetricSettings): number => {
    const place = chosen?.indexOf(name) ?? -1;
    if (place >= 0) return place;
    return (chosen?.length ?? 0) + (footprint === '' ? 1 : 0);
  };
  return metrics.filter(({ scope }) => scope !== 'accelerator' || job.numAcc > 0).toSorted((a, b) => rank(a) - rank(b));
}
