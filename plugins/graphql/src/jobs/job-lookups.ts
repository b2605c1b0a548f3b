import { inject, injectable } from 'tsyringe';
import { ForbiddenError, UserStore, type Job, type User } from '@cc-kernel/core/plugin';
import { FindConcurrentJobs } from '@cc-kernel/core/use-cases';
import type { RequestScope } from '../gate/request-scope.js';
import type { UseCase } from '../gate/use-case.js';
import type { JobLinkResultListType, UserType } from './job-types.js';

/** What a job shows only on demand, at the price of another look-up. */
export interface JobLookups {
  concurrentJobs(job: Job): Promise<JobLinkResultListType | undefined>;
  userData(job: Job): Promise<UserType | undefined>;
}

@injectable()
export class JobLookupsOfRequest {
  constructor(
    @inject(FindConcurrentJobs) private readonly findConcurrentJobs: UseCase<FindConcurrentJobs>,
    @inject(UserStore) private readonly users: Pick<UserStore, 'find'>,
  ) {}

  of(scope: RequestScope): JobLookups {
    return {
      concurrentJobs: (job) => this.concurrentJobs(scope, job),
      userData: (job) => this.userData(scope, job),
    };
  }

  private async concurrentJobs(
    { principal, queue }: RequestScope,
    job: Job,
  ): Promise<JobLinkResultListType | undefined> {
    const jobs = await queue.run(() => this.findConcurrentJobs.run(principal, job));
    if (jobs === undefined) return undefined;
    return {
      listQuery: `cluster=${job.cluster}${jobs.map(({ jobId }) => `&jobId=${jobId}`).join('')}`,
      items: jobs.map(({ id, jobId }) => ({ id: String(id), jobId })),
      count: jobs.length,
    };
  }

  private async userData(scope: RequestScope, { user }: Job): Promise<UserType | undefined> {
    const { principal } = scope;
    if (user !== principal.username && !principal.isStaff && !principal.has('manager'))
      throw new ForbiddenError('forbidden');
    const found = await this.find(scope, user);
    return found && { username: found.username, name: found.name, email: found.email };
  }

  private find({ users }: RequestScope, username: string): Promise<User | undefined> {
    const user = users.get(username) ?? this.users.find(username);
    users.set(username, user);
    return user;
  }
}
