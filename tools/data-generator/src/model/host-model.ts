import { fraction, mix, signed, smoothNoise } from '../random.js';
import type { SimulatedCluster } from '../site/cluster-document.js';
import { coresOf, peakFlops, systemMemory, threadsOf, type Hardware } from '../site/hardware.js';
import type { MetricName } from '../site/metric-table.js';
import type { ChannelLayout } from './channel.js';
import type { JobModel } from './job-model.js';

/** A job on a host; `rank` counts the job's hosts. */
export interface Occupant {
  readonly model: JobModel;
  readonly rank: number;
}

/**
 * All sensors of one host at one moment. A value depends on seed, host, unit, moment and the jobs there, and on nothing
 * that was asked before.
 */
export class HostModel {
  private readonly hardware: Hardware;
  private readonly key: number;
  private readonly cores: number;
  private readonly busy: Float32Array;
  private readonly flops: Float32Array;
  private readonly ipc: Float32Array;
  private readonly vector: Float32Array;
  private readonly clock: Float32Array;
  private readonly bandwidth: Float32Array;
  private readonly silicon: Float32Array;
  private readonly place: (metric: MetricName) => number;

  constructor(
    cluster: SimulatedCluster,
    layout: ChannelLayout,
    siteKey: number,
    host: number,
    private readonly timestep: number,
  ) {
    this.hardware = cluster.hardware;
    this.key = mix(mix(siteKey, 0x4057), host);
    this.cores = coresOf(cluster.hardware);
    const threads = threadsOf(cluster.hardware);
    this.busy = new Float32Array(threads);
    this.flops = new Float32Array(threads);
    this.ipc = new Float32Array(threads);
    this.vector = new Float32Array(threads);
    this.clock = new Float32Array(threads);
    this.bandwidth = new Float32Array(threads);
    this.silicon = Float32Array.from({ length: threads }, (_, thread) => 0.012 * signed(mix(this.key, thread)));
    this.place = (metric) => {
      const channel = layout.byMetric.get(metric);
      if (channel === undefined) throw new RangeError(`${cluster.name} does not measure ${metric}`);
      return channel.offset;
    };
  }

  /** Writes a whole number for each channel of the layout, starting at `at`. */
  fill(time: number, occupants: readonly Occupant[], out: Int32Array, at = 0): void {
    const now = mix(this.key, time);
    const totals = this.load(time, now, occupants);
    this.fillThreads(out, at);
    const power = this.fillSockets(now, out, at);
    const accelerators = this.fillAccelerators(time, now, occupants, out, at);
    this.fillNode(now, totals, power + accelerators, out, at);
  }

  private put(metric: MetricName, value: number, scale: number, out: Int32Array, at: number): void {
    out[at + this.place(metric)] = Math.round(value * scale);
  }

  /** Spreads what the jobs do over the threads, and adds up what belongs to the node. */
  private load(time: number, now: number, occupants: readonly Occupant[]): Totals {
    const { busy, flops, ipc, vector, clock, bandwidth, cores, hardware } = this;
    for (let thread = 0; thread < busy.length; thread++) {
      const idle = fraction(mix(now, thread + 7));
      busy[thread] = 0.001 + 0.006 * idle * idle;
      flops[thread] = 0;
      ipc[thread] = 0.35 + 0.3 * idle;
      vector[thread] = 0;
      clock[thread] = hardware.clock.idle * (1 + 0.12 * idle);
      bandwidth[thread] = 0.002 + 0.002 * idle;
    }
    const totals: Totals = {
      network: 0.0003 + 0.0004 * fraction(mix(now, 1)),
      read: 0,
      write: 0,
      opens: 0.2 * fraction(mix(now, 2)),
      waiting: 0,
      memory: systemMemory(hardware) * (0.7 + 0.1 * signed(mix(this.key, 3))),
    };
    for (const { model, rank } of occupants) {
      const moment = model.at(time, rank);
      const { first, count } = model.job.cores;
      const part = count / cores;
      const key = mix(model.job.key, rank);
      const together = 0.05 * smoothNoise(key, time / 290) + 0.02 * signed(mix(now, key)); // felt by the whole node
      for (let core = 0; core < count; core++) {
        const share = model.coreShare(core);
        if (share === 0) continue;
        for (let thread = first + core; thread < busy.length; thread += cores) {
          const own = mix(now, thread) / 2147483648;
          const level = 1 + together + (this.silicon[thread] ?? 0);
          busy[thread] = share * moment.cpu * level * (1 + 0.02 * own);
          flops[thread] = share * moment.flops * level * (1 + 0.05 * own);
          ipc[thread] = moment.ipc * level * (0.5 + 0.5 * share) * (1 + 0.04 * own);
          vector[thread] = moment.vector * (1 + 0.03 * own);
          bandwidth[thread] = share * moment.memoryBandwidth * level;
          const { idle, turbo, nominal } = hardware.clock;
          const allowed = turbo - (turbo - nominal) * (0.35 + 0.65 * moment.vector) * moment.cpu;
          const awake = Math.min(1, 1.3 * share * moment.cpu);
          clock[thread] = Math.min(
            turbo,
            (idle + (allowed - idle) * awake) * moment.clock * (1 + 0.012 * own + 0.2 * together),
          );
        }
      }
      totals.network += moment.network * part * (1 + together);
      totals.read += moment.read * part * (1 + 2 * together);
      totals.write += moment.write * part * (1 + 2 * together);
      totals.opens += moment.opens * (1 + 2 * together);
      totals.waiting += moment.waiting * part * (1 + together);
      totals.memory += moment.memory * (1 + 0.01 * signed(mix(now, key)) * (model.job.kind === 'memory-leak' ? 0 : 1));
    }
    return totals;
  }

  private fillThreads(out: Int32Array, at: number): void {
    const user = at + this.place('cpu_user');
    const flops = at + this.place('flops_any');
    const ipc = at + this.place('ipc');
    const clock = at + this.place('clock');
    const vector = at + this.place('vectorization_ratio');
    const peak = peakFlops(this.hardware, 'simd') / this.busy.length;
    for (let thread = 0; thread < this.busy.length; thread++) {
      out[user + thread] = 1000 * limited(this.busy[thread]) + 0.5;
      out[flops + thread] = 100 * peak * limited(this.flops[thread]) + 0.5;
      out[ipc + thread] = Math.min(400, 100 * (this.ipc[thread] ?? 0) + 0.5);
      out[clock + thread] = (this.clock[thread] ?? 0) + 0.5;
      out[vector + thread] = 1000 * limited(this.vector[thread]) + 0.5;
    }
  }

  /** Memory domains, sockets; returns watts in tenths. */
  private fillSockets(now: number, out: Int32Array, at: number): number {
    const { hardware, cores } = this;
    const { sockets, domainsPerSocket, coresPerDomain, threadsPerCore } = hardware;
    const domains = sockets * domainsPerSocket;
    const bandwidthAt = at + this.place('mem_bw');
    const cpuAt = at + this.place('cpu_power');
    const memoryAt = at + this.place('mem_power');
    const heatAt = at + this.place('cpu_temp');
    const { clock: clocks, socketPower, memoryPower } = hardware;
    let power = 0;
    for (let socket = 0; socket < sockets; socket++) {
      let traffic = 0;
      let work = 0;
      for (let part = 0; part < domainsPerSocket; part++) {
        const domain = socket * domainsPerSocket + part;
        let bandwidth = 0;
        for (let core = domain * coresPerDomain; core < (domain + 1) * coresPerDomain; core++) {
          for (let thread = core; thread < cores * threadsPerCore; thread += cores) {
            bandwidth += this.bandwidth[thread] ?? 0;
            const speed = (this.clock[thread] ?? 0) / clocks.turbo;
            work +=
              (0.25 + 0.5 * limited(this.flops[thread]) + 0.25 * limited(this.bandwidth[thread])) *
              limited(this.busy[thread]) *
              speed *
              speed;
          }
        }
        const level = Math.min(
          0.98,
          (bandwidth / (coresPerDomain * threadsPerCore)) * (1 + 0.03 * signed(mix(now, 100 + domain))),
        );
        out[bandwidthAt + domain] = 100 * level * (hardware.memoryBandwidth / domains) + 0.5;
        traffic += level / domainsPerSocket;
      }
      work /= domainsPerSocket * coresPerDomain * threadsPerCore;
      const jitter = 0.01 * signed(mix(now, 200 + socket));
      const drawn = Math.min(1, 2.1 * work * (1 + jitter));
      const watts = Math.round(10 * (socketPower.idle + (socketPower.limit - socketPower.idle) * drawn + 40 * jitter));
      const memoryWatts = Math.round(10 * (memoryPower.idle + (memoryPower.limit - memoryPower.idle) * traffic));
      out[cpuAt + socket] = Math.min(10 * socketPower.limit, watts);
      out[memoryAt + socket] = memoryWatts;
      out[heatAt + socket] = 10 * this.temperature(socket, drawn, jitter) + 0.5;
      power += (out[cpuAt + socket] ?? 0) + memoryWatts;
    }
    return power;
  }

  /** Degrees; a throttled socket is at its limit although it draws little. */
  private temperature(socket: number, drawn: number, jitter: number): number {
    const first = (socket * this.cores) / this.hardware.sockets;
    const slow = (this.busy[first] ?? 0) > 0.5 && (this.clock[first] ?? 0) < 0.8 * this.hardware.clock.nominal;
    return slow ? 97 + 40 * jitter : 34 + 44 * drawn + 60 * jitter + 3 * signed(mix(this.key, 50 + socket));
  }

  /** Returns watts in tenths. */
  private fillAccelerators(
    time: number,
    now: number,
    occupants: readonly Occupant[],
    out: Int32Array,
    at: number,
  ): number {
    const hardware = this.hardware.accelerators;
    if (hardware === undefined) return 0;
    const busyAt = at + this.place('acc_utilization');
    const memoryAt = at + this.place('acc_mem_used');
    const powerAt = at + this.place('acc_power');
    const heatAt = at + this.place('acc_temp');
    const clockAt = at + this.place('acc_clock');
    let power = 0;
    for (let unit = 0; unit < hardware.addresses.length; unit++) {
      const noise = signed(mix(now, 300 + unit));
      let busy = 0;
      let memory = 0.006;
      let speed = 1;
      for (const { model, rank } of occupants) {
        const { first, count } = model.job.accelerators;
        if (unit < first || unit >= first + count) continue;
        const share = model.acceleratorShare(unit - first);
        const moment = model.at(time, rank);
        const together = 0.05 * smoothNoise(mix(model.job.key, rank), time / 290);
        busy = limited(share * moment.accelerator * (1 + together + 0.035 * noise));
        memory += share === 0 ? 0.005 : 0.97 * moment.acceleratorMemory;
        speed = moment.acceleratorClock;
      }
      const drawn = busy * (0.35 + 0.65 * busy) * speed * speed;
      const watts = Math.round(
        10 * (hardware.power.idle + (hardware.power.limit - hardware.power.idle) * drawn * 0.98 + 1.5 * noise),
      );
      out[busyAt + unit] = 1000 * busy + 0.5;
      out[memoryAt + unit] = 100 * hardware.memory * Math.min(1, memory) + 0.5;
      out[powerAt + unit] = watts;
      out[heatAt + unit] = 10 * (speed < 0.9 && busy > 0.1 ? 90 + noise : 31 + 42 * drawn + noise) + 0.5;
      out[clockAt + unit] = busy > 0.01 ? hardware.clock.boost * speed * (1 - 0.02 * (noise + 1)) : hardware.clock.idle;
      power += watts;
    }
    return power;
  }

  private fillNode(now: number, totals: Totals, unitPower: number, out: Int32Array, at: number): void {
    const { hardware } = this;
    let load = 0;
    for (const busy of this.busy) load += busy;
    const noise = signed(mix(now, 400));
    const receive = hardware.network * Math.min(0.97, totals.network);
    const transmit = hardware.network * Math.min(0.97, totals.network * (1 + 0.04 * signed(mix(now, 401))));
    const received = Math.round(10 * receive);
    const transmitted = Math.round(10 * transmit);
    this.put('cpu_load', load * (1 + 0.01 * noise) + totals.waiting * this.cores * 0.8, 100, out, at);
    this.put('cpu_iowait', Math.min(1, totals.waiting), 1000, out, at);
    this.put('mem_used', Math.min(hardware.memory, totals.memory), 100, out, at);
    this.put('ib_recv', received, 1, out, at);
    this.put('ib_xmit', transmitted, 1, out, at);
    this.put('net_bw', received + transmitted, 1, out, at);
    this.put('ib_recv_pkts', receive * (420 + 20 * noise), 1, out, at);
    this.put('ib_xmit_pkts', transmit * (420 - 20 * noise), 1, out, at);
    this.put('lustre_read_bw', hardware.fileSystem * Math.min(0.98, totals.read), 10, out, at);
    this.put('lustre_write_bw', hardware.fileSystem * Math.min(0.98, totals.write), 10, out, at);
    this.put('lustre_open', Math.min(2000, totals.opens), 10, out, at);
    const power = unitPower + Math.round(10 * hardware.boardPower * (1 + 0.03 * noise));
    this.put('node_power', power, 1, out, at);
    this.put('node_energy', (power * this.timestep) / 10, 1, out, at); // the meter reports what this interval took
  }
}

interface Totals {
  network: number;
  read: number;
  write: number;
  opens: number;
  waiting: number;
  memory: number;
}

function limited(value = 0): number {
  return value > 1 ? 1 : value < 0 ? 0 : value;
}
