import type { HealthReport } from '@cc-kernel/core/plugin';
import type { WalCheckpointStore } from './wal-checkpoint-store.js';

/** How the log is. */
export function logHealth({ trouble, figures }: WalCheckpointStore): HealthReport {
  const details = { ...figures };
  if (trouble !== undefined) return { state: 'failed', text: `samples are refused: ${trouble}`, details };
  if (figures.lostSamples > 0)
    return { state: 'degraded', text: `${figures.lostSamples} samples did not reach the log`, details };
  return { state: 'ok', details };
}
