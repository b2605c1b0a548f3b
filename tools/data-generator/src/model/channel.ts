import type { SimulatedCluster } from '../site/cluster-document.js';
import { decimals, type MetricName, type Scope } from '../site/metric-table.js';

/** Where the values of one metric lie in the list of all values of a host. */
export interface Channel {
  readonly metric: MetricName;
  readonly scope: Scope;
  readonly offset: number;
  readonly units: number;
  /** Values are whole numbers: the measured value times this. */
  readonly scale: number;
  readonly decimals: number;
  /** `type-id` of each unit; empty at node scope. */
  readonly ids: readonly string[];
}

export interface ChannelLayout {
  readonly channels: readonly Channel[];
  readonly byMetric: ReadonlyMap<MetricName, Channel>;
  /** How many values a host has at one moment. */
  readonly size: number;
}

export function layoutOf(cluster: SimulatedCluster): ChannelLayout {
  const topology = cluster.document.subClusters[0]?.topology;
  if (topology === undefined) throw new RangeError(`${cluster.name} has no sub-cluster`);
  const numbers = (list: readonly unknown[]): string[] => list.map((_, index) => String(index));
  const idsOf: Record<Scope, readonly string[]> = {
    node: [],
    socket: numbers(topology.socket),
    memoryDomain: numbers(topology.memoryDomain),
    hwthread: topology.node.map(String),
    accelerator: topology.accelerators?.map(({ id }) => id) ?? [],
  };
  let size = 0;
  const channels = cluster.document.metricConfig.map(({ name, scope }): Channel => {
    const metric = name as MetricName;
    const ids = idsOf[scope];
    const units = scope === 'node' ? 1 : ids.length;
    const offset = size;
    size += units;
    return { metric, scope, offset, units, scale: 10 ** decimals[metric], decimals: decimals[metric], ids };
  });
  return { channels, byMetric: new Map(channels.map((channel) => [channel.metric, channel])), size };
}
