import {
  NodeList,
  type Cluster,
  type GlobalMetric,
  type MetricConfig,
  type MetricValue,
  type SubCluster,
  type Topology,
} from '@cc-kernel/core/plugin';
import type { ClusterType, GlobalMetricType, MetricValueType, SubClusterType } from './cluster-types.js';
import type { MetricConfigType } from './metric-config-types.js';
import type { TopologyType } from './topology-types.js';
import { unitNode } from './unit-type.js';

/** @param hidden names of the metrics of a sub-cluster that its viewer may not see */
export function clusterNode(
  cluster: Cluster,
  partitions: () => Promise<readonly string[]>,
  hidden: (subCluster: SubCluster) => ReadonlySet<string>,
): ClusterType {
  return {
    name: cluster.name,
    partitions,
    subClusters: cluster.subClusters.map((subCluster) => subClusterNode(subCluster, hidden(subCluster))),
  };
}

export function globalMetricNode(metric: GlobalMetric): GlobalMetricType {
  const { name, unit, scope, footprint, availability } = metric;
  return { name, unit: unitNode(unit), scope, footprint, availability };
}

function subClusterNode(subCluster: SubCluster, hidden: ReadonlySet<string>): SubClusterType {
  return {
    name: subCluster.name,
    nodes: subCluster.nodes,
    numberOfNodes: subCluster.nodes === '*' ? 0 : NodeList.parse(subCluster.nodes).count,
    processorType: subCluster.processorType,
    socketsPerNode: subCluster.socketsPerNode,
    coresPerSocket: subCluster.coresPerSocket,
    threadsPerCore: subCluster.threadsPerCore,
    flopRateScalar: metricValueNode(subCluster.flopRateScalar),
    flopRateSimd: metricValueNode(subCluster.flopRateSimd),
    memoryBandwidth: metricValueNode(subCluster.memoryBandwidth),
    topology: topologyNode(subCluster.topology),
    metricConfig: subCluster.metricConfig.filter(({ name }) => !hidden.has(name)).map(metricConfigNode),
    footprint: subCluster.footprint.filter((name) => !hidden.has(name)),
  };
}

function metricValueNode({ unit, value }: MetricValue): MetricValueType {
  return { unit: unitNode(unit), value };
}

function metricConfigNode(metric: MetricConfig): MetricConfigType {
  const { name, unit, scope, aggregation, timestep, peak, normal, caution, alert, lowerIsBetter } = metric;
  // Overrides of sub-clusters are applied already: nothing is left to list.
  return {
    name,
    unit: unitNode(unit),
    scope,
    aggregation,
    timestep,
    peak,
    normal,
    caution,
    alert,
    lowerIsBetter,
    subClusters: [],
  };
}

function topologyNode({ node, socket, memoryDomain, die, core, accelerators }: Topology): TopologyType {
  // A hole in a list of dies stands for thread 0, as a reader of whole numbers takes null.
  const dies = die?.map((threads) => threads.map((thread) => thread ?? 0));
  return { node, socket, memoryDomain, die: dies, core, accelerators };
}
