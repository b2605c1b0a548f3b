import { resolve } from 'node:path';
import { Counter } from 'prom-client';
import { inject, injectable } from 'tsyringe';
import type { KeepSnapshots } from '../contracts/checkpoint-store.js';
import type { HostSnapshot } from '../domain/node-metrics.js';
import { Logger } from '../contracts/logger.js';
import { MetricsRegistry } from '../contracts/metrics-registry.js';
import { Settings } from '../contracts/settings.js';
import { OpenSampleArchive } from './sample-archive.js';

/** Turns old checkpoints into Parquet before they go, where `metric-store.cleanup` asks for it. */
@injectable()
export class ArchiveCheckpoints {
  /** Clusters whose old checkpoints could not be archived so far. */
  readonly failed = new Set<string>();
  private readonly failures: Counter;

  constructor(
    @inject(Settings) private readonly settings: Settings,
    @inject(Logger) private readonly log: Logger,
    @inject(MetricsRegistry) registry: MetricsRegistry,
    @inject(OpenSampleArchive) private readonly open: OpenSampleArchive,
  ) {
    this.failures = new Counter({
      name: 'cckernel_checkpoint_archive_failures_total',
      help: 'Clusters whose old checkpoints could not be archived; they stay and are tried again',
      registers: [registry],
    });
  }

  /** For checkpoints that end before `before`; `undefined`: they may just go. After `signal` none is archived any more. */
  keeper(before: number, signal?: AbortSignal): KeepSnapshots | undefined {
    const { metricStore, root } = this.settings;
    if (metricStore?.cleanupMode !== 'archive' || metricStore.cleanupDirectory === undefined) return undefined;
    const archive = this.open(resolve(root, metricStore.cleanupDirectory));
    return async (cluster, old) => {
      try {
        const archived = await archive.add(cluster, Math.floor(before), until(signal, old));
        const { rows } = archived;
        if (rows > 0) this.log.info({ cluster, rows }, 'old samples archived as Parquet');
        const note = (error: unknown) =>
          this.log.warn({ err: error, cluster }, 'receipts of archived checkpoints could not be removed; they stay');
        return { gone: (unread) => archived.forget(unread === 0).catch(note) };
      } catch (error) {
        if (signal?.aborted) return undefined;
        this.failed.add(cluster);
        this.failures.inc();
        this.log.error({ err: error, cluster }, 'old checkpoints could not be archived; they stay');
        return undefined;
      }
    };
  }
}

async function* until(
  signal: AbortSignal | undefined,
  snapshots: AsyncIterable<HostSnapshot>,
): AsyncGenerator<HostSnapshot> {
  for await (const snapshot of snapshots) {
    signal?.throwIfAborted();
    yield snapshot;
  }
}
