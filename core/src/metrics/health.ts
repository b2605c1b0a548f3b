import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import type { HealthReport } from '../contracts/health.js';
import type { Checkpoints } from './checkpoint/checkpoints.js';
import type { LoadingProgress } from './checkpoint/loading.js';
import type { MemoryCap } from './memory-cap.js';
import type { MetricStoreHolder } from './store/metric-store-holder.js';

/** How the metric store is. */
export function healthOf(
  { store, loading }: MetricStoreHolder,
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
    ...(loading && !loading.isComplete ? { loading: loading.progress } : {}),
    ...(outcome ? { lastCheckpoint: outcome.at } : {}),
    ...(checkpoints ? { quarantined: checkpoints.quarantined } : {}),
  };
  const complaints = [
    ...(report && report.chunks > 0
      ? [`memory-cap is too small for the retention: ${report.chunks} chunks had to go early`]
      : []),
    ...(report && report.unrestored > 0
      ? [`memory-cap left no room for ${report.unrestored} saved samples when they were loaded`]
      : []),
    ...(checkpoints ? [] : ['samples are not saved: no checkpoint store is configured']),
    ...(loading?.progress.phase === 'failed' ? ['saved samples could not be loaded; no checkpoint is made'] : []),
    ...(outcome && outcome.failed.length > 0 ? [`the last checkpoint failed for ${outcome.failed.join(', ')}`] : []),
    ...(checkpoints && checkpoints.quarantined.length > 0
      ? [`${checkpoints.quarantined.length} checkpoint files could not be used`]
      : []),
  ];
  if (complaints.length === 0) {
    if (!loading || loading.isComplete) return { state: 'ok', details };
    return { state: 'ok', text: `saved samples are loading: ${textOf(loading.progress)}`, details };
  }
  return { state: 'degraded', text: complaints.join('; '), details };
}

function textOf({ phase, hosts, loadedHosts }: LoadingProgress): string {
  return phase === 'hosts' ? `${loadedHosts} of ${hosts} hosts` : phase;
}
