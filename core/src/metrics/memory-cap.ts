import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { Logger } from '../contracts/logger.js';
import { Slices } from './slices.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';
import type { MetricStore } from './store/metric-store.js';

/** Chunks that end within as many seconds go together. */
const grain = 600;
/** Part of the cap that is in use afterwards. */
const target = 0.95;
/** Series between two looks at the clock. */
const stretch = 256;

/** What the cap cost. */
export interface CapReport {
  /** When samples last had to go. */
  readonly at: number;
  /** Chunks that ended before this time went. */
  readonly before: number;
  /** Chunks since the start. */
  readonly chunks: number;
}

/** Keeps the samples below `memory-cap`: above it, the oldest chunks of all hosts go, whether jobs run there or not. */
@injectable()
export class MemoryCap {
  report: CapReport | undefined;

  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const { store } = this.holder;
    if (!store || store.capBytes === 0 || store.usedBytes <= store.capBytes) return;
    const slices = new Slices(this.clock, signal);
    const before = await cutoff(store, store.usedBytes - store.capBytes * target, slices);
    let chunks = 0;
    for (const cluster of store.root.children.values()) {
      for (const host of cluster.children.values()) {
        chunks += store.free(host, before);
        if (host.isEmpty) store.remove(host);
        await slices.next();
      }
      if (cluster.isEmpty) store.remove(cluster);
    }
    store.recycle();
    this.report = { at: this.clock.now(), before, chunks: chunks + (this.report?.chunks ?? 0) };
    this.log.warn({ chunks, before, memoryCap: store.capBytes }, 'memory-cap reached: the oldest samples had to go');
  }
}

/** The time before which chunks have to end, for `excess` bytes of them to go. */
async function cutoff(store: MetricStore, excess: number, slices: Slices): Promise<number> {
  const { series: columns } = store;
  const bytesByEnd = new Map<number, number>();
  for (let series = 0; series < columns.highest; series++) {
    for (const { end, bytes } of columns.extents(series)) {
      const grainOfEnd = Math.floor(end / grain);
      bytesByEnd.set(grainOfEnd, (bytesByEnd.get(grainOfEnd) ?? 0) + bytes);
    }
    if (series % stretch === 0 && slices.isOver) await slices.pause();
  }
  let freed = 0;
  for (const [grainOfEnd, bytes] of [...bytesByEnd].sort(([a], [b]) => a - b)) {
    freed += bytes;
    if (freed >= excess) return (grainOfEnd + 1) * grain;
  }
  return Infinity;
}
