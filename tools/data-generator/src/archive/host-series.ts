import type { Channel } from '../model/channel.js';
import type { ClusterModel } from '../model/cluster-model.js';
import type { PlacedJob } from '../schedule/simulated-job.js';
import { coresOf } from '../site/hardware.js';

export type ArchiveScope = 'node' | 'socket' | 'memoryDomain' | 'core' | 'accelerator';

/** Samples of one unit of one host, whole numbers of tenths, hundredths …, as `decimals` says. */
export interface Series {
  readonly scope: ArchiveScope;
  readonly id: string | undefined;
  readonly values: Int32Array;
  readonly decimals: number;
}

/** All samples of one host of a job: shape (times × channels). */
export class HostSamples {
  private readonly values: Int32Array;
  private readonly width: number;

  constructor(
    private readonly model: ClusterModel,
    private readonly job: PlacedJob,
    host: number,
    private readonly times: readonly number[],
  ) {
    this.width = model.layout.size;
    this.values = new Int32Array(times.length * this.width);
    times.forEach((time, row) => model.fill(host, time, this.values, row * this.width));
  }

  /** The job's part of the host as one series; nothing where the job has no such units. */
  node(channel: Channel, aggregation: 'sum' | 'avg'): Series | undefined {
    if (channel.scope === 'node') return { ...this.one(channel, 0), scope: 'node', id: undefined };
    const units = this.unitsOf(channel);
    if (units.length === 0) return undefined;
    return { ...this.combined(channel, units, aggregation), scope: 'node', id: channel.ids[units[0] ?? 0] };
  }

  /** One series for each of the job's units, threads of a core together. */
  *units(channel: Channel, aggregation: 'sum' | 'avg'): Generator<Series> {
    if (channel.scope === 'node') return;
    if (channel.scope !== 'hwthread') {
      for (const unit of this.unitsOf(channel)) {
        yield { ...this.one(channel, unit), scope: channel.scope, id: channel.ids[unit] };
      }
      return;
    }
    const { first, count } = this.job.cores;
    for (let core = first; core < first + count; core++) {
      const threads = this.threadsOf(core);
      const series = threads.length === 1 ? this.one(channel, core) : this.combined(channel, threads, aggregation);
      yield { ...series, scope: 'core', id: String(core) };
    }
  }

  private one(channel: Channel, unit: number): Pick<Series, 'values' | 'decimals'> {
    const values = new Int32Array(this.times.length);
    let from = channel.offset + unit;
    for (let row = 0; row < values.length; row++, from += this.width) values[row] = this.values[from] ?? 0;
    return { values, decimals: channel.decimals };
  }

  private combined(
    channel: Channel,
    units: readonly number[],
    aggregation: 'sum' | 'avg',
  ): Pick<Series, 'values' | 'decimals'> {
    const values = new Int32Array(this.times.length);
    const factor = aggregation === 'sum' ? 1 : 100 / channel.scale / units.length;
    for (let row = 0, base = channel.offset; row < values.length; row++, base += this.width) {
      let sum = 0;
      for (const unit of units) sum += this.values[base + unit] ?? 0;
      values[row] = Math.round(sum * factor);
    }
    return { values, decimals: aggregation === 'sum' ? channel.decimals : 2 };
  }

  private unitsOf(channel: Channel): readonly number[] {
    const { cores, accelerators } = this.job;
    const all = coresOf(this.model.cluster.hardware);
    switch (channel.scope) {
      case 'node':
        return [0];
      case 'accelerator':
        return span(accelerators.first, accelerators.first + accelerators.count);
      case 'hwthread':
        return span(cores.first, cores.first + cores.count).flatMap((core) => this.threadsOf(core));
      case 'socket':
      case 'memoryDomain': {
        const size = all / channel.units;
        return span(Math.floor(cores.first / size), Math.ceil((cores.first + cores.count) / size));
      }
    }
  }

  private threadsOf(core: number): number[] {
    const { hardware } = this.model.cluster;
    return span(0, hardware.threadsPerCore).map((thread) => core + thread * coresOf(hardware));
  }
}

function span(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
