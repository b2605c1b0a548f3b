import { CheckpointStore, DurableDisk, definePlugin, nodeDisk } from '@cc-kernel/core/plugin';
import { JsonCheckpointConfig, JsonCheckpointOptions } from './config.js';
import { JsonCheckpointStore } from './json-checkpoint-store.js';

/** Saves the metric store as JSON, in the layout that cc-backend reads and writes. */
export default definePlugin({
  id: 'metricstore-json',
  provides: [CheckpointStore],
  config: JsonCheckpointConfig,
  register(bind, config) {
    bind.value(JsonCheckpointOptions, config);
    bind.value(DurableDisk, nodeDisk);
    bind.singleton(CheckpointStore, JsonCheckpointStore);
  },
  start: (context) => context.get(CheckpointStore).open(),
  stop: (context) => context.get(CheckpointStore).close(),
});
