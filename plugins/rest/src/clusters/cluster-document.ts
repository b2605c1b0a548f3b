import type { Cluster, MetricConfig, MetricOverride, MetricValue, SubCluster, Unit } from '@cc-kernel/core/plugin';

const list = <T>(items: readonly T[]) => (items.length > 0 ? items : undefined);

const unit = ({ base, prefix }: Unit) => ({ base, prefix: prefix || undefined });

const value = (quantity: MetricValue) => ({ unit: unit(quantity.unit), value: quantity.value });

/** A cluster with everything that was derived at load. A field that is `undefined` vanishes. */
export function clusterDocument({ name, metricConfig, subClusters }: Cluster): object {
  return { name, metricConfig: metricConfig.map(metricDocument), subClusters: subClusters.map(subClusterDocument) };
}

const metricDocument = (metric: MetricConfig) => ({
  name: metric.name,
  unit: unit(metric.unit),
  peak: metric.peak,
  normal: metric.normal,
  caution: metric.caution,
  alert: metric.alert,
  energy: metric.energy,
  scope: metric.scope,
  aggregation: metric.aggregation,
  footprint: metric.footprint || undefined,
  subClusters: list(metric.subClusters.map(overrideDocument)),
  timestep: metric.timestep,
  restrict: metric.restrict,
  lowerIsBetter: metric.lowerIsBetter,
});

const overrideDocument = (metric: MetricOverride) => ({
  name: metric.name,
  unit: unit(metric.unit ?? { base: '' }),
  peak: metric.peak,
  normal: metric.normal,
  caution: metric.caution,
  alert: metric.alert,
  footprint: metric.footprint || undefined,
  energy: metric.energy,
  lowerIsBetter: metric.lowerIsBetter,
  restrict: metric.restrict,
  remove: metric.remove,
});

const subClusterDocument = (part: SubCluster) => ({
  name: part.name,
  nodes: part.nodes,
  processorType: part.processorType,
  topology: {
    node: part.topology.node,
    socket: part.topology.socket,
    memoryDomain: part.topology.memoryDomain,
    die: list(part.topology.die ?? []),
    core: part.topology.core,
    accelerators: list(part.topology.accelerators ?? []),
  },
  flopRateScalar: value(part.flopRateScalar),
  flopRateSimd: value(part.flopRateSimd),
  memoryBandwidth: value(part.memoryBandwidth),
  metricConfig: list(part.metricConfig.map(metricDocument)),
  footprint: list(part.footprint),
  energyFootprint: list(part.energyFootprint),
  socketsPerNode: part.socketsPerNode,
  coresPerSocket: part.coresPerSocket,
  threadsPerCore: part.threadsPerCore,
});
