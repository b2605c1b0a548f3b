import { CheckpointStore, DurableDisk, Health, definePlugin, nodeDisk } from '@cc-kernel/core/plugin';
import { WalCheckpointConfig, WalCheckpointOptions } from './config.js';
import { nodeLogDisk } from './log/log-disk.js';
import { StartLogThread, startInProcess, startWorker } from './log/log-threads.js';
import { logHealth } from './log-health.js';
import { WalCheckpointStore } from './wal-checkpoint-store.js';

/** The worker is a file of its own, which only the built plugin has. */
const isBuilt = import.meta.url.endsWith('.js');

/** Saves the metric store as cc-backend does, and logs every sample before its sender gets the answer. */
export default definePlugin({
  id: 'metricstore-wal',
  provides: [CheckpointStore],
  config: WalCheckpointConfig,
  register(bind, config) {
    bind.value(WalCheckpointOptions, config);
    bind.value(DurableDisk, nodeDisk);
    bind.value(StartLogThread, isBuilt ? startWorker : (options) => startInProcess(options, nodeLogDisk));
    bind.singleton(CheckpointStore, WalCheckpointStore);
  },
  async start(context) {
    const store = context.get(CheckpointStore);
    await store.open();
    if (store instanceof WalCheckpointStore) context.get(Health).add('metric-store-log', () => logHealth(store));
  },
  stop: (context) => context.get(CheckpointStore).close(),
});
