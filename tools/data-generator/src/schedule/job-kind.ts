/** What a job really is: the truth that monitoring should find out. */
export const JOB_KINDS = [
  'mpi',
  'gpu',
  'shared-node',
  'array',
  'interactive',
  'failed',
  'timed-out',
  'cancelled',
  'idle-gpus',
  'one-core',
  'memory-leak',
  'load-imbalance',
  'file-system-wait',
  'throttled',
] as const;

export type JobKind = (typeof JOB_KINDS)[number];

export type FinalState = 'completed' | 'failed' | 'timeout' | 'cancelled' | 'out_of_memory';

export const stateOf: Partial<Record<JobKind, FinalState>> = {
  failed: 'failed',
  'timed-out': 'timeout',
  cancelled: 'cancelled',
  'memory-leak': 'out_of_memory',
};

/** Such jobs get a part of a node and leave the rest to others. */
export function sharesNodes(kind: JobKind): boolean {
  return kind === 'shared-node' || kind === 'interactive';
}

/** How often each kind comes, for each kind of cluster. */
export const kindWeights: Record<'cpu' | 'gpu', readonly (readonly [JobKind, number])[]> = {
  cpu: [
    ['mpi', 46],
    ['array', 14],
    ['failed', 9],
    ['timed-out', 5],
    ['cancelled', 6],
    ['one-core', 4],
    ['memory-leak', 4],
    ['load-imbalance', 4],
    ['file-system-wait', 4],
    ['throttled', 3],
  ],
  gpu: [
    ['gpu', 50],
    ['array', 12],
    ['failed', 9],
    ['timed-out', 5],
    ['cancelled', 6],
    ['idle-gpus', 7],
    ['memory-leak', 3],
    ['load-imbalance', 3],
    ['file-system-wait', 3],
    ['throttled', 2],
  ],
};
