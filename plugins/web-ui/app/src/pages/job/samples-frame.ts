import type { Frame, FrameSeries, Sample } from '../../plot/frame.js';
import { seriesLabel, type Scope } from './scope.js';

export interface SampledSeries {
  readonly hostname: string;
  readonly id?: string | null;
  readonly data: readonly Sample[];
}

export function frameOf(scope: Scope, timestep: number, series: readonly SampledSeries[], hosts: number): Frame {
  return { step: timestep, series: frameSeries(scope, series, hosts) };
}

export function frameSeries(scope: Scope, series: readonly SampledSeries[], hosts: number): readonly FrameSeries[] {
  return series.map(({ hostname, id, data }) => ({
    key: seriesKey(hostname, id),
    label: seriesLabel(hostname, scope, id, hosts),
    values: data,
  }));
}

function seriesKey(hostname: string, id: string | null | undefined): string {
  return `${hostname}/${id ?? ''}`;
}

/** Only the series of one host. */
export function frameOfHost(frame: Frame, hostname: string): Frame {
  return { ...frame, series: frame.series.filter(({ key }) => key.startsWith(`${hostname}/`)) };
}
