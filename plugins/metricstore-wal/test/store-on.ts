import { nodeDisk } from '@cc-kernel/core/plugin';
import type { DurableDisk } from '@cc-kernel/core/plugin';
import { collectingLog, testSettings } from '@cc-kernel/core/testing';
import type { WalCheckpointConfig } from '../src/config.js';
import { nodeLogDisk } from '../src/log/log-disk.js';
import type { LogDisk } from '../src/log/log-disk.js';
import { startInProcess } from '../src/log/log-threads.js';
import { WalCheckpointStore } from '../src/wal-checkpoint-store.js';

export interface StoreOptions extends Partial<WalCheckpointConfig> {
  readonly directory: string;
  readonly now?: number;
  readonly disk?: DurableDisk;
  readonly logDisk?: LogDisk;
}

/** A store whose log is written without a thread of its own. */
export function storeOn({
  now = 1_900_000_000,
  disk = nodeDisk,
  logDisk = nodeLogDisk,
  ...config
}: StoreOptions): WalCheckpointStore {
  return new WalCheckpointStore(
    { durability: 'disk', maxLogSize: 0, ...config },
    testSettings(),
    { now: () => now, nowMs: () => now * 1000 },
    collectingLog().logger,
    disk,
    (options) => startInProcess(options, logDisk),
  );
}
