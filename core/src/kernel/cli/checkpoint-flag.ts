import { ArchiveCheckpoints } from '../../archive/archive-checkpoints.js';
import { openSampleArchive } from '../../archive/sample-archive.js';
import { CheckpointStore } from '../../contracts/checkpoint-store.js';
import { Clock } from '../../contracts/clock.js';
import { Logger } from '../../contracts/logger.js';
import { MetricsRegistry } from '../../contracts/metrics-registry.js';
import { Settings } from '../../contracts/settings.js';
import type { RunningKernel } from '../boot.js';
import { SetupError } from '../errors.js';

/** `-cleanup-checkpoints`. */
export async function cleanUpCheckpoints(kernel: RunningKernel): Promise<string> {
  const settings = kernel.get(Settings);
  const { metricStore } = settings;
  if (!metricStore) throw new SetupError('-cleanup-checkpoints needs the section metric-store');
  const before = kernel.get(Clock).now() - metricStore.retentionInMemory;
  const archive = new ArchiveCheckpoints(settings, kernel.get(Logger), kernel.get(MetricsRegistry), openSampleArchive);
  const count = await kernel.get(CheckpointStore).prune(before, archive.keeper(before));
  if (archive.failed.size > 0)
    throw new SetupError(`old checkpoints of ${[...archive.failed].join(', ')} could not be archived; they stay`);
  const became = metricStore.cleanupMode === 'archive' ? 'archived' : 'removed';
  return `${count} checkpoint files older than ${new Date(before * 1000).toISOString()} were ${became}.`;
}
