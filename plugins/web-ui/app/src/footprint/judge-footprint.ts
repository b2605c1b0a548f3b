import type { MetricSettings } from '../boot/boot.js';
import { formatQuantity } from '../format/number.js';

/**
 * How good a value is. `odd`: beyond what the hardware can do, so the measurement is in doubt. `unknown`: nothing to
 * compare with.
 */
export type FootprintLevel = 'alert' | 'caution' | 'odd' | 'unknown' | 'normal' | 'above';

export interface FootprintValue {
  readonly name: string;
  readonly stat: string;
  readonly value: number;
}

/** As much of a job as changes its thresholds. */
export interface FootprintJob {
  /** `none`: it has its nodes for itself. */
  readonly shared: string;
  readonly numNodes: number;
  readonly numHWThreads: number;
}

export interface JudgedFootprint extends FootprintValue {
  readonly level: FootprintLevel;
  /** Share of the peak, 0 … 1. */
  readonly share: number;
  /** Where the good part of the bar begins (or ends, when lower is better), 0 … 1. */
  readonly normalShare: number | undefined;
  /** `12.3 GB/s`. */
  readonly text: string;
  /** One sentence about the value in plain words. */
  readonly sentence: string;
}

const ORDER: readonly FootprintLevel[] = ['alert', 'caution', 'odd', 'above', 'normal', 'unknown'];

/** What the row of values says, worst first. */
export function judgeFootprint(
  values: readonly (FootprintValue | null)[],
  job: FootprintJob,
  metricOf: (name: string) => MetricSettings | undefined,
  hwthreadsPerNode: number,
): readonly JudgedFootprint[] {
  return values
    .filter((value) => value !== null)
    .map((value) => judgeOne(value, metricOf(value.name), thresholdFactor(value.stat, job, hwthreadsPerNode)))
    .toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || (a.name < b.name ? -1 : 1));
}

/** Thresholds are those of whole nodes; a job that shares its nodes can only use its part of most resources. */
export function thresholdFactor(stat: string, job: FootprintJob, hwthreadsPerNode: number): number {
  if (job.shared === 'none' || stat === 'avg' || hwthreadsPerNode === 0) return 1;
  return Math.min(1, job.numHWThreads / Math.max(1, job.numNodes) / hwthreadsPerNode);
}

export function judgeOne(value: FootprintValue, metric: MetricSettings | undefined, factor = 1): JudgedFootprint {
  if (!metric || !(metric.peak > 0)) {
    const text = metric ? formatQuantity(value.value, metric.unit) : formatQuantity(value.value, { base: '' });
    const sentence = `${value.name} (${value.stat}) is ${text}; there are no thresholds for it on this hardware.`;
    return { ...value, level: 'unknown', share: 0, normalShare: undefined, text, sentence };
  }
  const limits = {
    peak: metric.peak * factor,
    normal: metric.normal * factor,
    caution: metric.caution * factor,
    alert: metric.alert * factor,
  };
  const level = levelOf(value.value, limits, metric.lowerIsBetter);
  const text = formatQuantity(value.value, metric.unit);
  return {
    ...value,
    level,
    share: Math.max(0, Math.min(1, value.value / limits.peak)),
    normalShare: Math.max(0, Math.min(1, (metric.lowerIsBetter ? limits.caution : limits.normal) / limits.peak)),
    text,
    sentence: sentenceOf({ ...value, text }, level, metric, limits),
  };
}

interface Limits {
  readonly peak: number;
  readonly normal: number;
  readonly caution: number;
  readonly alert: number;
}

function levelOf(value: number, { peak, normal, caution, alert }: Limits, lowerIsBetter: boolean): FootprintLevel {
  if (!(value >= 0) || value > peak) return 'odd';
  if (lowerIsBetter) return value >= alert ? 'alert' : value >= caution ? 'caution' : 'normal';
  if (value <= alert) return 'alert';
  if (value <= caution) return 'caution';
  return value <= normal ? 'normal' : 'above';
}

function sentenceOf(
  { name, stat, text }: FootprintValue & { readonly text: string },
  level: FootprintLevel,
  { unit, lowerIsBetter }: MetricSettings,
  limits: Limits,
): string {
  const is = `${name} (${stat}) is ${text}`;
  const quantity = (value: number): string => formatQuantity(value, unit);
  switch (level) {
    case 'alert':
      return lowerIsBetter
        ? `${is}: far more than expected (alert from ${quantity(limits.alert)}).`
        : `${is}: far below what is expected (alert up to ${quantity(limits.alert)}).`;
    case 'caution':
      return lowerIsBetter
        ? `${is}: more than expected (caution from ${quantity(limits.caution)}).`
        : `${is}: below what is expected (caution up to ${quantity(limits.caution)}).`;
    case 'normal':
      return `${is}: as expected.`;
    case 'above':
      return `${is}: more than usual (normal up to ${quantity(limits.normal)}, peak ${quantity(limits.peak)}).`;
    case 'odd':
      return `${is}: outside of what the hardware can do (0 to ${quantity(limits.peak)}), so the measurement is in doubt.`;
    case 'unknown':
      return `${is}.`;
  }
}
