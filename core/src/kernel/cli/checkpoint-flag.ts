import { CheckpointStore } from '../../contracts/checkpoint-store.js';
import { Clock } from '../../contracts/clock.js';
import { Settings } from '../../contracts/settings.js';
import type { RunningKernel } from '../boot.js';
import { SetupError } from '../errors.js';

/** `-cleanup-checkpoints`. */
export async function cleanUpCheckpoints(kernel: RunningKernel): Promise<string> {
  const { metricStore } = kernel.get(Settings);
  if (!metricStore) throw new SetupError('-cleanup-checkpoints needs the section metric-store');
  if (metricStore.cleanupMode === 'archive')
    throw new SetupError('metric-store.cleanup.mode "archive" is not available yet, so nothing was removed');
  const before = kernel.get(Clock).now() - metricStore.retentionInMemory;
  const removed = await kernel.get(CheckpointStore).prune(before);
  return `${removed} checkpoint files older than ${new Date(before * 1000).toISOString()} were removed.`;
}
