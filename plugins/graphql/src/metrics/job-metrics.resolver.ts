import { inject, injectable } from 'tsyringe';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { ClusterCatalog, Settings, type MetricScope as Scope } from '@cc-kernel/core/plugin';
import { LoadJobMetrics } from '@cc-kernel/core/use-cases';
import { hiddenMetrics } from '../clusters/hidden-metrics.js';
import type { RequestScope } from '../gate/request-scope.js';
import type { UseCase } from '../gate/use-case.js';
import { JobById } from '../jobs/job-by-id.js';
import { Id } from '../scalars/id.js';
import { Int } from '../scalars/int.js';
import { MetricScope } from '../scalars/word.js';
import { jobMetricNodes, pointsOf } from './job-metric-nodes.js';
import { JobMetricWithNameType } from './metric-types.js';

@injectable()
@Resolver()
export class JobMetricsResolver {
  constructor(
    @inject(JobById) private readonly jobById: JobById,
    @inject(LoadJobMetrics) private readonly loadJobMetrics: UseCase<LoadJobMetrics>,
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
    @inject(Settings) private readonly settings: Settings,
  ) {}

  @Query(() => [JobMetricWithNameType])
  async jobMetrics(
    @Arg('id', () => Id) id: string,
    @Arg('metrics', () => [String], { nullable: true }) metrics: string[] | null | undefined,
    @Arg('scopes', () => [MetricScope], { nullable: true }) scopes: Scope[] | null | undefined,
    @Arg('resolution', () => Int, { nullable: true }) resolution: number | null | undefined,
    @Ctx() { principal, signal, queue, points, answer }: RequestScope,
  ): Promise<readonly JobMetricWithNameType[]> {
    const { job } = await this.jobById.find(principal, id, {});
    const asked = metrics?.length ? metrics : undefined;
    const cluster = this.catalog.find(job.cluster);
    const hidden = hiddenMetrics(principal, cluster, job.subCluster);
    const all = asked ?? cluster?.metricConfig.map(({ name }) => name) ?? [];
    const visible = hidden.size === 0 ? asked : all.filter((name) => !hidden.has(name));
    if (visible?.length === 0) return [];
    const data = await queue.run(async () => {
      points.check();
      const loaded = await this.loadJobMetrics.run({
        job,
        scopes: scopes ?? [],
        resolution: resolution ?? this.coarsestResolution(),
        ...(resolution && { exactResolution: true }),
        signal,
        ...(visible && { metrics: visible }),
      });
      points.charge(pointsOf(loaded.data));
      return loaded.data;
    });
    return jobMetricNodes(data, asked, answer);
  }

  /** 0, as recorded, where resampling is not configured. */
  private coarsestResolution(): number {
    return Math.max(0, ...(this.settings.main.resampling?.resolutions ?? []));
  }
}
