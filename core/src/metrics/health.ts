import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import type { HealthReport } from '../contracts/health.js';
import type { Checkpoints } from './checkpoint/checkpoints.js';
import type { MemoryCap } from './memory-cap.js';
import type { MetricStoreHolder } from './store/metric-store-holder.js';

/** How the metric store is. */
export function healthOf(
  { store }: MetricStoreHolder,
  { outcome }: Checkpoints,
  checkpoints: CheckpointStore | undefined,
  { report }: Pick<MemoryCap, 'report'> = { report: undefined },
): HealthReport {
  if (!store) return { state: 'ok', text: 'not configured: no section metric-store' };
  const details = {
    series: store.series.size,
    chunks: store.series.arena.size,
    sizeBytes: store.sizeBytes,
    sampleBytes: store.usedBytes,
    ...(store.capBytes > 0 ? { memoryCapBytes: store.capBytes } : {}),
    ...(report ? { memoryCap: report } : {}),
    ...(outcome ? { lastCheckpoint: outcome.at } : {}),
    ...(checkpoints ? { quarantined: checkpoints.quarantined } : {}),
  };
  const complaints = [
    ...(report ? [`memory-cap is too small for the retention: ${report.chunks} chunks had to go early`] : []),
    ...(checkpoints ? [] : ['samples are not saved: no checkpoint store is configured']),
    ...(outcome && outcome.failed.length > 0 ? [`the last checkpoint failed for ${outcome.failed.join(', ')}`] : []),
    ...(checkpoints && checkpoints.quarantined.length > 0
      ? [`${checkpoints.quarantined.length} checkpoint files could not be used`]
      : []),
  ];
  if (complaints.length === 0) return { state: 'ok', details };
  return { state: 'degraded', text: complaints.join('; '), details };
}
