import { coresOf, cpuNode, gpuNode, peakFlops, type Hardware } from './hardware.js';
import { metricTable, type MetricDocument } from './metric-table.js';
import { topologyOf, type TopologyDocument } from './topology.js';

export interface ClusterPlan {
  readonly kind: 'cpu' | 'gpu';
  readonly name?: string;
  readonly nodes?: number;
}

interface Quantity {
  readonly unit: { readonly base: string; readonly prefix?: string };
  readonly value: number;
}

/** The text of `<archive>/<cluster>/cluster.json`. */
export interface ClusterDocument {
  readonly name: string;
  readonly metricConfig: readonly MetricDocument[];
  readonly subClusters: readonly {
    readonly name: string;
    readonly nodes: string;
    readonly processorType: string;
    readonly socketsPerNode: number;
    readonly coresPerSocket: number;
    readonly threadsPerCore: number;
    readonly flopRateScalar: Quantity;
    readonly flopRateSimd: Quantity;
    readonly memoryBandwidth: Quantity;
    readonly topology: TopologyDocument;
  }[];
}

/** A cluster as the simulator sees it. */
export interface SimulatedCluster {
  readonly name: string;
  readonly kind: 'cpu' | 'gpu';
  readonly hardware: Hardware;
  readonly hosts: readonly string[];
  /** How many hosts, the last ones, are given out in parts. */
  readonly sharedHosts: number;
  readonly document: ClusterDocument;
}

const defaults = { cpu: { name: 'alder', nodes: 8 }, gpu: { name: 'onyx', nodes: 4 } };

/** The two clusters of a site that nobody asked to be different. */
export const defaultPlans: readonly ClusterPlan[] = [{ kind: 'cpu' }, { kind: 'gpu' }];

export function planCluster(plan: ClusterPlan, timestep: number): SimulatedCluster {
  const { kind, name = defaults[kind].name, nodes = defaults[kind].nodes } = plan;
  if (!/^[a-z][a-z0-9-]*[a-z]$/.test(name)) {
    throw new RangeError(
      `cluster name ${JSON.stringify(name)}: use lower-case letters, digits and -, ending in a letter`,
    );
  }
  if (!Number.isInteger(nodes) || nodes < 1)
    throw new RangeError(`cluster ${name}: ${nodes} nodes cannot be simulated`);
  const hardware = kind === 'cpu' ? cpuNode : gpuNode;
  const width = Math.max(3, String(nodes).length);
  const number = (node: number): string => String(node).padStart(width, '0');
  return {
    name,
    kind,
    hardware,
    hosts: Array.from({ length: nodes }, (_, index) => name + number(index + 1)),
    sharedHosts: nodes < 2 ? 0 : Math.max(1, Math.round(nodes / 8)),
    document: {
      name,
      metricConfig: metricTable(hardware, timestep),
      subClusters: [
        {
          name: 'main',
          nodes: `${name}[${number(1)}-${number(nodes)}]`,
          processorType: hardware.processor,
          socketsPerNode: hardware.sockets,
          coresPerSocket: coresOf(hardware) / hardware.sockets,
          threadsPerCore: hardware.threadsPerCore,
          flopRateScalar: quantity(peakFlops(hardware, 'scalar'), 'F/s'),
          flopRateSimd: quantity(peakFlops(hardware, 'simd'), 'F/s'),
          memoryBandwidth: quantity(hardware.memoryBandwidth, 'B/s'),
          topology: topologyOf(hardware),
        },
      ],
    },
  };
}

function quantity(value: number, base: string): Quantity {
  return { unit: { base, prefix: 'G' }, value: Math.round(value) };
}
