/** A cluster small enough to work out every number by hand: two nodes of two sockets with two cores each. */
export const tinyCluster = {
  name: 'tiny',
  metricConfig: [
    metric('cpu_load', 'node', '', { peak: 4, normal: 4, caution: 3, alert: 1, footprint: 'avg' }),
    metric('flops_any', 'hwthread', 'sum', { peak: 100, normal: 50, caution: 20, alert: 5, footprint: 'avg' }),
    metric('mem_bw', 'socket', 'sum', { peak: 200, normal: 100, caution: 50, alert: 10 }),
    metric('mem_used', 'node', '', { peak: 64, normal: 32, caution: 48, alert: 60, footprint: 'max' }),
    metric('cpu_power', 'socket', 'sum', {
      peak: 300,
      normal: 200,
      caution: 100,
      alert: 50,
      energy: 'power',
      unit: { base: 'W' },
    }),
  ],
  subClusters: [
    {
      name: 'main',
      nodes: 't[01-02]',
      processorType: 'Tiny 4',
      socketsPerNode: 2,
      coresPerSocket: 2,
      threadsPerCore: 1,
      flopRateScalar: { unit: { base: 'F/s', prefix: 'G' }, value: 14 },
      flopRateSimd: { unit: { base: 'F/s', prefix: 'G' }, value: 112 },
      memoryBandwidth: { unit: { base: 'B/s', prefix: 'G' }, value: 24 },
      topology: {
        node: [0, 1, 2, 3],
        socket: [
          [0, 1],
          [2, 3],
        ],
        memoryDomain: [
          [0, 1],
          [2, 3],
        ],
        core: [[0], [1], [2], [3]],
      },
    },
  ],
};

function metric(name: string, scope: string, aggregation: string, rest: object): object {
  return { name, unit: { base: 'F/s', prefix: 'G' }, scope, aggregation, timestep: 60, ...rest };
}

export interface Sample {
  readonly host: string;
  readonly metric: string;
  readonly type?: string;
  readonly typeId?: number;
  readonly time: number;
  readonly value: number;
}

/** Samples of every metric and unit of the hosts, one a minute from `from`, `count` minutes long; each value tells where it comes from. */
export function* tinySamples(hosts: readonly string[], from: number, count: number): Generator<Sample> {
  for (let minute = 0; minute < count; minute++) {
    const time = from + 60 * minute;
    for (const [hostIndex, host] of hosts.entries()) {
      yield { host, metric: 'cpu_load', time, value: 1 + hostIndex + minute / 8 };
      yield { host, metric: 'mem_used', time, value: 10 * (1 + hostIndex) + minute };
      for (let thread = 0; thread < 4; thread++)
        yield { host, metric: 'flops_any', type: 'hwthread', typeId: thread, time, value: thread + minute / 4 };
      for (let socket = 0; socket < 2; socket++) {
        yield { host, metric: 'mem_bw', type: 'socket', typeId: socket, time, value: 20 + socket + minute / 2 };
        yield { host, metric: 'cpu_power', type: 'socket', typeId: socket, time, value: 100 + 10 * socket };
      }
    }
  }
}

export function lineProtocol(samples: Iterable<Sample>): string {
  let text = '';
  for (const { host, metric, type, typeId, time, value } of samples) {
    const unit = type === undefined ? ',type=node' : `,type=${type},type-id=${typeId}`;
    text += `${metric},cluster=tiny,hostname=${host}${unit} value=${value} ${time}\n`;
  }
  return text;
}
