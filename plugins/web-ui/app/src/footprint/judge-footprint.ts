import type { MetricSettings, PerNode } from '../boot/boot.js';
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
  readonly numAcc: number;
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
  perNode: Pick<PerNode, 'hwthreads' | 'accelerators'>,
): readonly JudgedFootprint[] {
  return values
    .filter((value) => value !== null)
    .map((value) => {
      const metric = metricOf(value.name);
      return judgeOne(value, metric, metric && shareOfNode(metric, job, perNode));
    })
    .toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || (a.name < b.name ? -1 : 1));
}

/**
 * Thresholds are those of whole nodes. What is summed up, a job can only reach for its own part of the node; what is measured
 * for more than the job's own part holds its neighbours as well (`undefined`: it says nothing about the job).
 */
export function shareOfNode(
  { scope, aggregation }: Pick<MetricSettings, 'scope' | 'aggregation'>,
  job: FootprintJob,
  perNode: Pick<PerNode, 'hwthreads' | 'accelerators'>,
): number | undefined {
  if (job.shared === 'none') return 1;
  const [own, all] =
    scope === 'accelerator' ? [job.numAcc, perNode.accelerators] : [job.numHWThreads, perNode.hwthreads];
  if (scope !== 'accelerator' && scope !== 'hwthread' && scope !== 'core') return undefined;
  if (aggregation !== 'sum' || all === 0) return 1;
  return Math.min(1, own / Math.max(1, job.numNodes) / all);
}

/** @param factor by which the thresholds shrink for this job; `undefined`: they do not apply to it */
export function judgeOne(
  value: FootprintValue,
  metric: MetricSettings | undefined,
  factor: number | undefined,
): JudgedFootprint {
  if (!metric || !(metric.peak > 0) || factor === undefined) {
    const text = metric ? formatQuantity(value.value, metric.unit) : formatQuantity(value.value, { base: '' });
    const why =
      metric && factor === undefined
        ? 'measured for the whole node, other jobs included, so it is not judged'
        : 'there are no thresholds for it on this hardware';
    const sentence = `${value.name} (${value.stat}) is ${text}; ${why}.`;
    const share = metric && metric.peak > 0 ? Math.max(0, Math.min(1, value.value / metric.peak)) : 0;
    return { ...value, level: 'unknown', share, normalShare: undefined, text, sentence };
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
