import { TopologyMap, coarserScope, scopeQueries } from '@cc-kernel/core/plugin';
import type { Cluster, MetricConfig, MetricRequest, MetricScope, SubCluster } from '@cc-kernel/core/plugin';

/** A query as it goes out. */
export interface StoreQuery {
  readonly type?: string;
  readonly metric: string;
  readonly host: string;
  readonly resolution: number;
  readonly 'type-ids'?: readonly string[];
  readonly aggreg: boolean;
}

/** A query, and what its results are. */
export interface JobQuery {
  readonly query: StoreQuery;
  readonly metric: MetricConfig;
  readonly scope: MetricScope;
  /** Of each result, in order; `undefined`: the whole node. */
  readonly ids: readonly (string | undefined)[];
}

const topologies = new WeakMap<SubCluster, TopologyMap>();

/** All that has to be asked for samples of a job; `problems` grows by what cannot be. */
export function* jobQueries(
  request: MetricRequest,
  cluster: Cluster,
  subCluster: SubCluster,
  problems: string[],
): Generator<JobQuery> {
  for (const name of new Set(request.metrics)) {
    const metric = subCluster.metricConfig.find((each) => each.name === name);
    if (!metric) {
      if (!cluster.metricConfig.some((each) => each.name === name)) {
        problems.push(`metric ${JSON.stringify(name)} is not configured for cluster ${cluster.name}`);
      }
      continue; // not on this part of the cluster: nothing to tell
    }
    if (metric.scope === 'accelerator' && request.numAcc === 0) continue;
    for (const scope of new Set(request.scopes.map((requested) => coarserScope(metric.scope, requested)))) {
      yield* queriesOf(request, subCluster, metric, scope);
    }
  }
}

function* queriesOf(
  { resources, resolution }: MetricRequest,
  subCluster: SubCluster,
  metric: MetricConfig,
  scope: MetricScope,
): Generator<JobQuery> {
  const topology = topologyOf(subCluster);
  for (const { hostname: host, hwthreads = topology.topology.node, accelerators = [] } of resources) {
    for (const { type, ids, aggregate, id } of scopeQueries(metric.scope, scope, {
      topology,
      hwthreads,
      accelerators,
    })) {
      const common = { metric: metric.name, host, resolution };
      if (type === undefined) yield { query: { ...common, aggreg: false }, metric, scope, ids: [undefined] };
      else {
        const query = { type, ...common, 'type-ids': ids, aggreg: aggregate };
        yield { query, metric, scope, ids: aggregate ? [id] : ids };
      }
    }
  }
}

function topologyOf(subCluster: SubCluster): TopologyMap {
  const map = topologies.get(subCluster) ?? new TopologyMap(subCluster.topology);
  topologies.set(subCluster, map);
  return map;
}
