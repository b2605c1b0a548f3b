import type { MetricSettings, PerNode } from '../../../boot/boot.js';
import type { StatisticsByMetric } from '../metric-statistics.js';
import type { Scope } from '../scope.js';

/** Something that a person should know about a job. */
export interface Finding {
  readonly id: string;
  readonly level: 'bad' | 'warning' | 'info';
  readonly title: string;
  /** What was measured. */
  readonly saw: string;
  /** Why it matters, and what to try. */
  readonly advice: string;
  /** Whose plot shows it. */
  readonly metric?: string;
  /** In which scope it is to be seen. */
  readonly scope?: Scope;
}

export interface Evidence {
  readonly job: {
    readonly state: string;
    readonly duration: number;
    readonly walltime: number;
    readonly numNodes: number;
    readonly numHWThreads: number;
    readonly numAcc: number;
    readonly shared: string;
  };
  readonly perNode: PerNode;
  readonly metric: (name: string) => MetricSettings | undefined;
  readonly statistics: StatisticsByMetric;
}

/** Looks for one thing. */
export type Rule = (evidence: Evidence) => Finding | undefined;

/** `1 core`, `3 cores`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
