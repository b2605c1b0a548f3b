import { inject, injectable } from 'tsyringe';
import { JobStore } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import { NotFoundError } from '../errors/index.js';
import { JobViews } from './job-view.js';
import type { JobView, WantedParts } from './job-view.js';

/** One job by its database id. */
@injectable()
export class FindJob {
  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobViews) private readonly views: JobViews,
  ) {}

  /** Rejects with `NotFoundError` when there is none, or none that the asker may see: the two look alike. */
  async run(
    who: Principal,
    id: number,
    wanted: WantedParts = { metaData: true, energyFootprint: true },
  ): Promise<JobView> {
    const job = Number.isSafeInteger(id) ? await this.jobs.findById(id, who.jobVisibility()) : undefined;
    const [view] = job ? await this.views.of(who, [job], wanted) : [];
    if (!view) throw new NotFoundError(`finding job with db id ${id} failed: there is none that you may see`);
    return view;
  }
}
