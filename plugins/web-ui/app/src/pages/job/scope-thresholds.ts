import type { MetricSettings, PerNode } from '../../boot/boot.js';
import { NO_THRESHOLDS, type Threshold, type Thresholds } from '../../plot/threshold.js';
import type { Scope } from './scope.js';

/** What decides how much of a node is the job's. */
export interface JobShare {
  readonly shared: string;
  readonly numNodes: number;
  readonly numHWThreads: number;
  readonly numAcc: number;
}

/** Thresholds are configured per node. Sums divide among the parts of a node; means are the same everywhere. */
export function scopeThresholds(metric: MetricSettings, scope: Scope, perNode: PerNode, job: JobShare): Thresholds {
  const { normal, caution, alert, lowerIsBetter, peak } = metric;
  if (!(peak > 0)) return NO_THRESHOLDS;
  const factor = metric.aggregation === 'sum' ? sumFactor(metric.scope, scope, perNode, job) : 1;
  const lines: Threshold[] = [
    { level: 'normal', value: normal * factor },
    { level: 'caution', value: caution * factor },
    { level: 'alert', value: alert * factor },
  ];
  return { lines: lines.filter(({ value }) => value > 0), lowerIsBetter };
}

function sumFactor(native: string, scope: Scope, perNode: PerNode, job: JobShare): number {
  if (scope !== 'node') return 1 / Math.max(1, partsOf(scope, perNode));
  if (job.shared === 'none' || native === 'node') return 1;
  // At node scope only the job's own parts count.
  const own = native === 'accelerator' ? job.numAcc : job.numHWThreads;
  const all = native === 'accelerator' ? perNode.accelerators : perNode.hwthreads;
  return all === 0 ? 1 : Math.min(1, own / Math.max(1, job.numNodes) / all);
}

function partsOf(scope: Scope, perNode: PerNode): number {
  switch (scope) {
    case 'node':
      return 1;
    case 'socket':
      return perNode.sockets;
    case 'memoryDomain':
      return perNode.memoryDomains;
    case 'core':
      return perNode.cores;
    case 'hwthread':
      return perNode.hwthreads;
    case 'accelerator':
      return perNode.accelerators;
  }
}
