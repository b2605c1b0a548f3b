import { inject, injectable } from 'tsyringe';
import { Ctx, Query, Resolver } from 'type-graphql';
import { ClusterCatalog } from '@cc-kernel/core/plugin';
import { ListPartitions } from '@cc-kernel/core/use-cases';
import type { RequestScope } from '../gate/request-scope.js';
import type { UseCase } from '../gate/use-case.js';
import { clusterNode, globalMetricNode } from './cluster-node.js';
import { ClusterType, GlobalMetricType } from './cluster-types.js';
import { hiddenMetrics, seesRestricted } from './hidden-metrics.js';

@injectable()
@Resolver()
export class ClustersResolver {
  constructor(
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
    @inject(ListPartitions) private readonly listPartitions: UseCase<ListPartitions>,
  ) {}

  @Query(() => [ClusterType])
  clusters(@Ctx() { principal }: RequestScope): readonly ClusterType[] {
    return this.catalog.clusters.map((cluster) =>
      clusterNode(
        cluster,
        () => this.listPartitions.run(cluster.name),
        ({ name }) => hiddenMetrics(principal, cluster, name),
      ),
    );
  }

  @Query(() => [GlobalMetricType])
  globalMetrics(@Ctx() { principal }: RequestScope): readonly GlobalMetricType[] {
    const metrics = seesRestricted(principal) ? this.catalog.globalMetrics : this.catalog.unrestrictedMetrics;
    return metrics.map(globalMetricNode);
  }
}
