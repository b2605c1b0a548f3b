// The metric store with its log, in this process, as the server puts it together.
import { Registry } from 'prom-client';
import { nodeDisk } from '../core/dist/disk/node-disk.js';
import { Checkpoints } from '../core/dist/metrics/checkpoint/checkpoints.js';
import { Journal } from '../core/dist/metrics/checkpoint/journal.js';
import { MetricTable } from '../core/dist/metrics/metric-table.js';
import { MetricStore } from '../core/dist/metrics/store/metric-store.js';
import { WriteSamples } from '../core/dist/metrics/write-samples.js';
import { startWorker } from '../plugins/metricstore-wal/dist/log/log-threads.js';
import { WalCheckpointStore } from '../plugins/metricstore-wal/dist/wal-checkpoint-store.js';

export const step = 60;
/** 50 metrics at the level of the node. */
export const metrics = Array.from({ length: 50 }, (_, at) => `metric_${at}`);

const table = metrics.map((name) => ({ name, step, aggregation: 'sum' }));
const log = { trace() {}, debug() {}, info() {}, warn: console.error, error: console.error };

/** @param startThread starts the thread that writes the log */
export function walStore(directory, durability, clock, startThread = startWorker) {
  return new WalCheckpointStore(
    { directory, durability, maxLogSize: 0 },
    { root: directory },
    clock,
    log,
    nodeDisk,
    startThread,
  );
}

/** An empty store and its use cases. */
export function newServer(clock) {
  const store = new MetricStore(new MetricTable(table), 0);
  const holder = { table: store.table, store };
  const journal = new Journal(holder);
  const writeSamples = new WriteSamples(holder, journal, clock, new Registry());
  return { store, journal, writeSamples, checkpoints: new Checkpoints(holder, clock, log) };
}
