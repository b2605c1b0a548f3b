import { inject, injectable } from 'tsyringe';
import { JobStore } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import type { UnixSeconds } from '../domain/time.js';
import { ForbiddenError } from '../errors/index.js';

/** Which hosts have a running job on them. */
@injectable()
export class ListUsedHosts {
  constructor(@inject(JobStore) private readonly jobs: JobStore) {}

  /** Cluster → hosts, ascending, of jobs that run and began before `before`. For those who see all jobs. */
  async run(who: Principal, before: UnixSeconds): Promise<ReadonlyMap<string, readonly string[]>> {
    if (!who.jobVisibility().all) throw new ForbiddenError('hosts in use are shown to those who see all jobs');
    return this.jobs.hostsInUse(before);
  }
}
