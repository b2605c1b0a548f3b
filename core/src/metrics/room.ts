import { Gauge } from 'prom-client';
import Type from 'typebox';
import { ArchiveCheckpoints } from '../archive/archive-checkpoints.js';
import { OpenSampleArchive, openSampleArchive } from '../archive/sample-archive.js';
import { CheckpointStore } from '../contracts/checkpoint-store.js';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { Health } from '../contracts/health.js';
import { JobArchive } from '../contracts/job-archive.js';
import { JobStore } from '../contracts/job-store.js';
import { MetricReader } from '../contracts/metric-reader.js';
import { MetricSources } from '../contracts/metric-source.js';
import { MetricsRegistry } from '../contracts/metrics-registry.js';
import { Settings } from '../contracts/settings.js';
import { Tasks } from '../contracts/tasks.js';
import { definePlugin } from '../kernel/define-plugin.js';
import type { PluginContext } from '../kernel/define-plugin.js';
import { Checkpoints } from './checkpoint/checkpoints.js';
import { Journal } from './checkpoint/journal.js';
import { CheckHosts } from './check-hosts.js';
import { DescribeStore } from './describe-store.js';
import { FreeSamples } from './free-samples.js';
import { healthOf } from './health.js';
import { LoadJobMetrics } from './load-job-metrics.js';
import { MemoryCap } from './memory-cap.js';
import { Packing } from './packing.js';
import { QueryMetrics } from './query-metrics.js';
import { LiveMetricReader } from './read/live-metric-reader.js';
import { Retention } from './retention.js';
import { RoutedMetricReader, SourceTable } from './source-table.js';
import { StoreSource } from './store-source.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';
import { WriteSamples } from './write-samples.js';

/** Seconds between two looks for chunks to pack, and at the memory that samples take. */
const packInterval = 10;

/** The metric store in memory: writing, reading, keeping and forgetting samples. */
export const metricsRoom = definePlugin({
  id: 'core.metrics',
  provides: [MetricReader, MetricSources],
  needs: [ClusterCatalog, JobArchive],
  wants: [CheckpointStore, JobStore],
  config: Type.Object({}),
  register(bind) {
    bind.singleton(MetricReader, RoutedMetricReader);
    bind.singleton(MetricSources, SourceTable);
    bind.singletonClass(LiveMetricReader);
    bind.singletonClass(StoreSource);
    bind.singletonClass(MetricStoreHolder);
    bind.singletonClass(CheckHosts);
    bind.singletonClass(Journal);
    bind.singletonClass(Checkpoints);
    bind.value(OpenSampleArchive, openSampleArchive);
    bind.singletonClass(ArchiveCheckpoints);
    bind.singletonClass(Retention);
    bind.singletonClass(Packing);
    bind.singletonClass(MemoryCap);
    bind.singletonClass(FreeSamples);
    bind.singletonClass(DescribeStore);
    bind.singletonClass(QueryMetrics);
    bind.singletonClass(WriteSamples);
    bind.singletonClass(LoadJobMetrics);
  },
  async start(context) {
    const checkpoints = context.find(CheckpointStore);
    if (checkpoints) {
      context.get(Checkpoints).load(checkpoints);
      context.get(Journal).use(checkpoints);
      saveWhenFull(context, checkpoints);
    }
    context.get(WriteSamples); // its counters show from the beginning
    showFigures(context, checkpoints);
    scheduleTasks(context, checkpoints);
    context
      .get(Health)
      .add('metric-store', () =>
        healthOf(context.get(MetricStoreHolder), context.get(Checkpoints), checkpoints, context.get(MemoryCap)),
      );
  },
  async stop(context) {
    const checkpoints = context.find(CheckpointStore);
    if (checkpoints) await context.get(Checkpoints).saveAtStop(checkpoints);
  },
});

function saveWhenFull(context: PluginContext, checkpoints: CheckpointStore): void {
  checkpoints.whenFull?.(() => {
    context
      .get(Checkpoints)
      .save(checkpoints)
      .catch((error: unknown) => context.log.error({ err: error }, 'early checkpoint failed; the journal stays'));
  });
}

function scheduleTasks(context: PluginContext, checkpoints: CheckpointStore | undefined): void {
  const { metricStore } = context.get(Settings);
  if (!metricStore) return;
  const tasks = context.get(Tasks);
  const { retentionInMemory, checkpointInterval } = metricStore;
  tasks.every('metric store: packing', packInterval, async (signal) => {
    await context.get(Packing).run(signal);
    await context.get(MemoryCap).run(signal);
  });
  if (retentionInMemory > 0) {
    const interval = Math.max(1, Math.floor(retentionInMemory / 2));
    tasks.every('metric store: retention', interval, (signal) =>
      context.get(Retention).run(context.find(JobStore), signal),
    );
  }
  if (!checkpoints) return;
  tasks.every('metric store: checkpoint', checkpointInterval, () => context.get(Checkpoints).save(checkpoints));
  if (retentionInMemory > 0) {
    tasks.every('metric store: old checkpoints', retentionInMemory, async (signal) => {
      const archive = context.get(ArchiveCheckpoints);
      await context.get(Checkpoints).prune(checkpoints, (before) => archive.keeper(before, signal));
    });
  }
}

function showFigures(context: PluginContext, checkpoints: CheckpointStore | undefined): void {
  const registers = [context.get(MetricsRegistry)];
  const { store } = context.get(MetricStoreHolder);
  if (!store) return;
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('cckernel_metric_store_series', 'Series in memory', () => store.series.size);
  const { loading } = context.get(MetricStoreHolder);
  if (loading) {
    gauge('cckernel_metric_store_loading_hosts', 'Hosts whose saved samples are not in memory yet', () => {
      const { hosts, loadedHosts } = loading.progress;
      return hosts - loadedHosts;
    });
    gauge('cckernel_metric_store_loaded', 'Whether everything that was saved is in memory: 1 or 0', () =>
      loading.isComplete ? 1 : 0,
    );
  }
  gauge('cckernel_metric_store_chunks', 'Chunks of samples in memory', () => store.series.arena.size);
  gauge('cckernel_metric_store_sample_bytes', 'Memory in use for samples; memory-cap bounds it', () => store.usedBytes);
  gauge('cckernel_metric_store_capped_chunks', 'Chunks that went early because of memory-cap', () => {
    return context.get(MemoryCap).report?.chunks ?? 0;
  });
  gauge('cckernel_metric_store_unrestored_samples', 'Saved samples that memory-cap left no room for', () => {
    return store.series.unrestored;
  });
  gauge(
    'cckernel_metric_store_unusable_files',
    'Files of saved samples that could not be used, or not as a whole',
    () => checkpoints?.quarantined.length ?? 0,
  );
  gauge('cckernel_metric_store_bytes', 'Memory set aside for samples and series', () => store.sizeBytes);
}
