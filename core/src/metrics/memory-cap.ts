import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { Logger } from '../contracts/logger.js';
import { Slices } from './slices.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';
import type { MetricStore } from './store/metric-store.js';

/** Chunks that end within as many seconds go together. */
const grain = 600;
/** Parts of the cap: in use from which on room is made before somebody needs it, and in use afterwards. */
const tight = 0.98;
const target = 0.95;
/** Series between two looks at the clock. */
const stretch = 64;

/** What the cap cost. */
export interface CapReport {
  /** When it was last seen that samples had to go. */
  readonly at: number;
  /** Chunks that ended before this time went; some younger ones too, where that was not enough in time. */
  readonly before: number;
  /** Chunks since the start. */
  readonly chunks: number;
  /** Saved samples that found no room when they were loaded. */
  readonly unrestored: number;
}

/**
 * Keeps room below `memory-cap`: close to it, the oldest chunks of all hosts go, whether jobs run there or not. The store itself never
 * goes above: what comes in between two looks takes the place of the oldest sealed chunks at once.
 */
@injectable()
export class MemoryCap {
  private freed = 0;
  private reclaimed = 0;
  private at = 0;
  private before = 0;

  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {}

  /** `undefined`: nothing had to go so far. */
  get report(): CapReport | undefined {
    const columns = this.holder.store?.series;
    const chunks = this.freed + (columns?.arena.reclaimed ?? 0);
    const unrestored = columns?.unrestored ?? 0;
    return chunks + unrestored > 0 ? { at: this.at, before: this.before, chunks, unrestored } : undefined;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { store } = this.holder;
    if (!store || store.capBytes === 0) return;
    const { reclaimed } = store.series.arena;
    let chunks = reclaimed - this.reclaimed;
    this.reclaimed = reclaimed;
    if (chunks > 0) this.at = this.clock.now();
    if (store.usedBytes > store.capBytes * tight)
      chunks += await this.makeRoom(store, new Slices(this.clock, signal, 'background'));
    if (chunks > 0) {
      const { before } = this;
      this.log.warn({ chunks, before, memoryCap: store.capBytes }, 'memory-cap reached: the oldest samples had to go');
    }
  }

  private async makeRoom(store: MetricStore, slices: Slices): Promise<number> {
    const before = await cutoff(store, store.usedBytes - store.capBytes * target, slices);
    this.at = this.clock.now();
    this.before = before;
    const freed = await store.free(store.root, before, slices);
    this.freed += freed;
    store.recycle();
    return freed;
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
