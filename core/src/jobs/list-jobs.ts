import { inject, injectable } from 'tsyringe';
import { JobStore } from '../contracts/job-store.js';
import type { JobFilter, JobOrder, Page } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import { JobViews } from './job-view.js';
import type { JobView, WantedParts } from './job-view.js';

export interface JobListQuery {
  readonly filters: readonly JobFilter[];
  /** Without: by database id. Ties are always in the order of the id, in the same direction. */
  readonly order?: JobOrder;
  /** Without: all. */
  readonly page?: Page;
  readonly with?: WantedParts;
}

/** The jobs that match and that the asker may see. */
@injectable()
export class ListJobs {
  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobViews) private readonly views: JobViews,
  ) {}

  async run(who: Principal, { with: wanted = {}, ...query }: JobListQuery): Promise<readonly JobView[]> {
    const found = await this.jobs.list({ ...query, sees: who.jobVisibility(), tagScopes: who.readableTagScopes() });
    return this.views.of(who, found, wanted);
  }
}
