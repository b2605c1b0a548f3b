import { inject, injectable } from 'tsyringe';
import { JobStore } from '../contracts/job-store.js';
import type { JobFilter } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';

/** How many jobs `ListJobs` would find without a page. */
@injectable()
export class CountJobs {
  constructor(@inject(JobStore) private readonly jobs: JobStore) {}

  async run(who: Principal, filters: readonly JobFilter[]): Promise<number> {
    return this.jobs.count({ filters, sees: who.jobVisibility(), tagScopes: who.readableTagScopes() });
  }
}
