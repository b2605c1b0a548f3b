import { peakFlops, threadsOf, type Hardware } from './hardware.js';

export type Scope = 'node' | 'socket' | 'memoryDomain' | 'hwthread' | 'accelerator';

/** As `cluster.json` has it. */
export interface MetricDocument {
  readonly name: string;
  readonly unit: { readonly base: string; readonly prefix?: string };
  readonly scope: Scope;
  readonly aggregation: 'sum' | 'avg';
  readonly timestep: number;
  readonly peak: number;
  readonly normal: number;
  readonly caution: number;
  readonly alert: number;
  readonly footprint?: 'avg' | 'max' | 'min';
  readonly energy?: 'power';
  readonly lowerIsBetter?: boolean;
}

/** Decimals that a collector prints. */
export const decimals = {
  cpu_load: 2,
  cpu_user: 1,
  cpu_iowait: 1,
  mem_used: 2,
  flops_any: 2,
  ipc: 2,
  clock: 0,
  vectorization_ratio: 1,
  mem_bw: 2,
  cpu_power: 1,
  mem_power: 1,
  cpu_temp: 1,
  node_power: 1,
  node_energy: 0,
  net_bw: 1,
  ib_recv: 1,
  ib_xmit: 1,
  ib_recv_pkts: 0,
  ib_xmit_pkts: 0,
  lustre_read_bw: 1,
  lustre_write_bw: 1,
  lustre_open: 1,
  acc_utilization: 1,
  acc_mem_used: 2,
  acc_power: 1,
  acc_temp: 1,
  acc_clock: 0,
} as const;

export type MetricName = keyof typeof decimals;

type Limits = readonly [peak: number, normal: number, caution: number, alert: number];

export function metricTable(hardware: Hardware, timestep: number): readonly MetricDocument[] {
  const metric = (
    name: MetricName,
    scope: Scope,
    aggregation: 'sum' | 'avg',
    [base, prefix]: readonly [base: string, prefix?: string],
    [peak, normal, caution, alert]: Limits,
    more: Pick<MetricDocument, 'footprint' | 'energy' | 'lowerIsBetter'> = {},
  ): MetricDocument => ({
    name,
    unit: { base, ...(prefix !== undefined && { prefix }) },
    scope,
    aggregation,
    timestep,
    peak,
    normal,
    caution,
    alert,
    ...more,
  });
  const threads = threadsOf(hardware);
  const flops = peakFlops(hardware, 'simd');
  const bandwidth = hardware.memoryBandwidth;
  const power = (socket: number, memory: number, accelerator: number): number =>
    hardware.boardPower + hardware.sockets * (socket + memory) + accelerator * (accelerators?.addresses.length ?? 0);
  const accelerators = hardware.accelerators;
  const perNode = accelerators?.addresses.length ?? 0; // limits of summed metrics are those of a whole node
  const peakPower = power(hardware.socketPower.limit, hardware.memoryPower.limit, accelerators?.power.limit ?? 0);
  const network = hardware.network;
  const files = hardware.fileSystem;
  const lower = { lowerIsBetter: true } as const;
  return [
    metric('cpu_load', 'node', 'avg', [''], [threads, threads, threads / 2, threads / 4], { footprint: 'avg' }),
    metric('cpu_user', 'hwthread', 'avg', ['%'], [100, 80, 40, 20]),
    metric('cpu_iowait', 'node', 'avg', ['%'], [100, 5, 20, 50], lower),
    metric('mem_used', 'node', 'sum', ['B', 'G'], share(hardware.memory, [1, 0.5, 0.85, 0.95]), {
      footprint: 'max',
      ...lower,
    }),
    metric('flops_any', 'hwthread', 'sum', ['F/s', 'G'], share(flops, [1, 0.2, 0.02, 0.005]), { footprint: 'avg' }),
    metric('ipc', 'hwthread', 'avg', ['IPC'], [4, 2, 0.8, 0.4]),
    metric(
      'clock',
      'hwthread',
      'avg',
      ['Hz', 'M'],
      [hardware.clock.turbo, hardware.clock.nominal, hardware.clock.nominal * 0.75, hardware.clock.nominal * 0.55],
    ),
    metric('vectorization_ratio', 'hwthread', 'avg', ['%'], [100, 70, 30, 10]),
    metric('mem_bw', 'memoryDomain', 'sum', ['B/s', 'G'], share(bandwidth, [1, 0.5, 0.1, 0.03]), { footprint: 'avg' }),
    metric(
      'cpu_power',
      'socket',
      'sum',
      ['W'],
      share(hardware.socketPower.limit * hardware.sockets, [1, 0.8, 0.4, 0.3]),
      {
        energy: 'power',
      },
    ),
    metric(
      'mem_power',
      'socket',
      'sum',
      ['W'],
      share(hardware.memoryPower.limit * hardware.sockets, [1, 0.7, 0.4, 0.3]),
      {
        energy: 'power',
      },
    ),
    metric('cpu_temp', 'socket', 'avg', ['°C'], [100, 70, 88, 95], lower),
    metric('node_power', 'node', 'sum', ['W'], share(peakPower, [1, 0.75, 0.3, 0.2])),
    metric('node_energy', 'node', 'sum', ['J'], share(peakPower * timestep, [1, 0.75, 0.3, 0.2])),
    metric('net_bw', 'node', 'sum', ['B/s', 'M'], share(network * 2, [1, 0.3, 0.005, 0.001])),
    metric('ib_recv', 'node', 'sum', ['B/s', 'M'], share(network, [1, 0.3, 0.005, 0.001])),
    metric('ib_xmit', 'node', 'sum', ['B/s', 'M'], share(network, [1, 0.3, 0.005, 0.001])),
    metric('ib_recv_pkts', 'node', 'sum', ['packets/s'], share(network * 500, [1, 0.3, 0.005, 0.001])),
    metric('ib_xmit_pkts', 'node', 'sum', ['packets/s'], share(network * 500, [1, 0.3, 0.005, 0.001])),
    metric('lustre_read_bw', 'node', 'sum', ['B/s', 'M'], share(files, [1, 0.2, 0.001, 0.0005])),
    metric('lustre_write_bw', 'node', 'sum', ['B/s', 'M'], share(files, [1, 0.2, 0.001, 0.0005])),
    metric('lustre_open', 'node', 'sum', ['requests/s'], [2000, 20, 300, 800], lower),
    ...(accelerators === undefined
      ? []
      : [
          metric('acc_utilization', 'accelerator', 'avg', ['%'], [100, 80, 40, 15], { footprint: 'avg' }),
          metric(
            'acc_mem_used',
            'accelerator',
            'sum',
            ['B', 'G'],
            share(perNode * accelerators.memory, [1, 0.6, 0.05, 0.02]),
            {
              footprint: 'max',
            },
          ),
          metric(
            'acc_power',
            'accelerator',
            'sum',
            ['W'],
            share(perNode * accelerators.power.limit, [1, 0.7, 0.3, 0.2]),
            {
              energy: 'power',
            },
          ),
          metric('acc_temp', 'accelerator', 'avg', ['°C'], [95, 65, 80, 88], lower),
          metric('acc_clock', 'accelerator', 'avg', ['Hz', 'M'], share(accelerators.clock.boost, [1, 0.9, 0.6, 0.4])),
        ]),
  ];
}

function share(whole: number, [peak, normal, caution, alert]: Limits): Limits {
  return [whole * peak, whole * normal, whole * caution, whole * alert].map(
    (limit) => Math.round(limit * 100) / 100,
  ) as unknown as Limits;
}
