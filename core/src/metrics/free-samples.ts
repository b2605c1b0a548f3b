import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { UnavailableError } from '../errors/index.js';
import { Slices } from './slices.js';
import type { Level } from './store/level.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';

/** Drops samples by hand. */
@injectable()
export class FreeSamples {
  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Drops whole chunks that end before `before`, at and below each of these levels; `[]` is the whole store. Levels that do not exist
   * hold nothing. Returns how many chunks.
   */
  async run(paths: readonly (readonly string[])[], before: number, signal?: AbortSignal): Promise<number> {
    const { store } = this.holder;
    if (!store) throw new UnavailableError('there is no metric store: the configuration has no section metric-store');
    const slices = new Slices(this.clock, signal);
    let chunks = 0;
    for (const path of paths) {
      await this.holder.loading?.of(path[0], path[1]);
      const level = store.findLevel(path);
      if (!level) continue;
      chunks += await store.free(level, before, slices);
      for (let at: Level | undefined = level; at?.parent && at.isEmpty; at = at.parent) store.remove(at);
    }
    store.recycle();
    return chunks;
  }
}
