import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { Slices } from './slices.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';

/** Series between two looks at the clock. */
const stretch = 16;

/** Packs sealed chunks, a few milliseconds at a time. */
@injectable()
export class Packing {
  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  /** Returns how many chunks there were to pack. */
  async run(signal: AbortSignal): Promise<number> {
    const columns = this.holder.store?.series;
    if (!columns) return 0;
    const slices = new Slices(this.clock, signal, 'background');
    let count = 0;
    for (let series = 0; series < columns.highest; series++) {
      count += columns.pack(series);
      if (series % stretch === 0 && slices.isOver) await slices.pause();
    }
    return count;
  }
}
