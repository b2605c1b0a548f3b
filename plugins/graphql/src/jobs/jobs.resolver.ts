import type { GraphQLResolveInfo } from 'graphql';
import { inject, injectable } from 'tsyringe';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { Clock } from '@cc-kernel/core/plugin';
import { CountJobs, ListJobs, type WantedParts } from '@cc-kernel/core/use-cases';
import type { UseCase } from '../gate/use-case.js';
import type { RequestScope } from '../gate/request-scope.js';
import { selects } from '../gate/selection.js';
import { Id } from '../scalars/id.js';
import { JobById } from './job-by-id.js';
import { jobFilters } from './job-filter.js';
import { JobFilterInput, OrderByInput, PageRequest } from './job-inputs.js';
import { JobList } from './job-list.js';
import { JobLookupsOfRequest } from './job-lookups.js';
import { jobNode } from './job-node.js';
import { jobOrder } from './job-order.js';
import { wantedRows } from './job-page.js';
import { JobResultListType, JobType } from './job-types.js';

@injectable()
@Resolver()
export class JobsResolver {
  constructor(
    @inject(ListJobs) private readonly listJobs: UseCase<ListJobs>,
    @inject(CountJobs) private readonly countJobs: UseCase<CountJobs>,
    @inject(JobById) private readonly jobById: JobById,
    @inject(JobLookupsOfRequest) private readonly lookups: JobLookupsOfRequest,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  @Query(() => JobType, { nullable: true })
  async job(
    @Arg('id', () => Id) id: string,
    @Ctx() scope: RequestScope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<JobType> {
    return jobNode(await this.jobById.find(scope.principal, id, partsOf(info)), this.lookups.of(scope));
  }

  @Query(() => JobResultListType)
  jobs(
    @Arg('filter', () => [JobFilterInput], { nullable: true }) filter: JobFilterInput[] | null | undefined,
    @Arg('page', () => PageRequest, { nullable: true }) page: PageRequest | null | undefined,
    @Arg('order', () => OrderByInput, { nullable: true }) order: OrderByInput | null | undefined,
    @Ctx() scope: RequestScope,
    @Info() info: GraphQLResolveInfo,
  ): JobResultListType {
    scope.principal.jobVisibility(); // who may see nothing is told so once, not for each part
    const query = {
      filters: jobFilters(filter, this.clock.now()),
      order: jobOrder(order),
      rows: wantedRows(page),
      parts: partsOf(info, 'items'),
    };
    const useCases = { list: this.listJobs, count: this.countJobs };
    const list = new JobList(scope, query, useCases);
    const lookups = this.lookups.of(scope);
    return {
      items: async () => (await list.items()).map((view) => jobNode(view, lookups)),
      count: () => list.count(),
      hasNextPage: () => list.hasNextPage(),
    };
  }
}

/** What has to be read beside the jobs themselves. */
function partsOf(info: GraphQLResolveInfo, ...path: readonly string[]): WantedParts {
  return {
    metaData: selects(info, [...path, 'metaData']),
    energyFootprint: selects(info, [...path, 'energyFootprint']),
  };
}
