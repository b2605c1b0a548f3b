import type { Channel } from '../model/channel.js';
import type { ClusterModel } from '../model/cluster-model.js';
import type { PlacedJob } from '../schedule/simulated-job.js';
import { coresOf } from '../site/hardware.js';

type ArchiveScope = 'node' | 'socket' | 'memoryDomain' | 'core' | 'accelerator';

/** Samples of one unit of one host, whole numbers of tenths, hundredths …, as `decimals` says. */
export interface Series {
  readonly scope: ArchiveScope;
  readonly id: string | undefined;
  readonly values: Int32Array;
  readonly decimals: number;
}

/** So many rows of all channels fit into the processor's cache. */
const blockRows = 16;

/** All samples of one host of a job. */
export class HostSamples {
  /** Shape (channels × times). */
  private readonly values: Int32Array;

  constructor(
    private readonly model: ClusterModel,
    private readonly job: PlacedJob,
    host: number,
    private readonly times: readonly number[],
  ) {
    this.values = new Int32Array(times.length * model.layout.size);
    const width = model.layout.size;
    const block = new Int32Array(blockRows * width);
    for (let first = 0; first < times.length; first += blockRows) {
      const rows = Math.min(blockRows, times.length - first);
      for (let row = 0; row < rows; row++) model.fill(host, times[first + row] ?? 0, block, row * width);
      this.turn(block, rows, width, first);
    }
  }

  /** Puts rows of all channels at one time where all times of one channel lie together. */
  private turn(block: Int32Array, rows: number, width: number, first: number): void {
    const length = this.times.length;
    for (let channel = 0; channel < width; channel++) {
      const to = channel * length + first;
      for (let row = 0; row < rows; row++) this.values[to + row] = block[row * width + channel] ?? 0;
    }
  }

  /** The job's part of the host as one series; nothing where the job has no such units. */
  node(channel: Channel, aggregation: 'sum' | 'avg'): Series | undefined {
    if (channel.scope === 'node') return { ...this.one(channel, 0), scope: 'node', id: undefined };
    const units = this.unitsOf(channel);
    if (units.length === 0) return undefined;
    return { ...this.combined(channel, units, aggregation), scope: 'node', id: channel.ids[units[0] ?? 0] };
  }

  /** One series for each of the job's units, threads of a core together. */
  units(channel: Channel, aggregation: 'sum' | 'avg'): readonly Series[] {
    const { scope, ids } = channel;
    if (scope === 'node') return [];
    if (scope !== 'hwthread') {
      return this.unitsOf(channel).map((unit) => ({ ...this.one(channel, unit), scope, id: ids[unit] }));
    }
    const { first, count } = this.job.cores;
    return span(first, first + count).map((core) => {
      const threads = this.threadsOf(core);
      const series = threads.length === 1 ? this.one(channel, core) : this.combined(channel, threads, aggregation);
      return { ...series, scope: 'core', id: ids[core] };
    });
  }

  private one(channel: Channel, unit: number): Pick<Series, 'values' | 'decimals'> {
    const from = (channel.offset + unit) * this.times.length;
    return { values: this.values.subarray(from, from + this.times.length), decimals: channel.decimals };
  }

  private combined(
    channel: Channel,
    units: readonly number[],
    aggregation: 'sum' | 'avg',
  ): Pick<Series, 'values' | 'decimals'> {
    const sums = new Float64Array(this.times.length);
    for (const unit of units) {
      const from = (channel.offset + unit) * sums.length;
      for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + (this.values[from + row] ?? 0);
    }
    const factor = aggregation === 'sum' ? 1 : 100 / channel.scale / units.length;
    const values = new Int32Array(sums.length);
    for (let row = 0; row < values.length; row++) values[row] = Math.round((sums[row] ?? 0) * factor);
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

  private threadsOf(core: number): readonly number[] {
    return this.model.cluster.document.subClusters[0]?.topology.core[core] ?? [];
  }
}

function span(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}
