import { inject, injectable } from 'tsyringe';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import { isFinalState } from '../domain/job.js';
import type { Job } from '../domain/job.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors/index.js';
import { mustReportJobs } from './job-reporter.js';
import type { StoppedJobDocument } from './parse-stop-job.js';

/** Records that a job ended. What follows, archiving above all, hangs on the announcement and never delays the caller. */
@injectable()
export class StopJob {
  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobEvents) private readonly events: JobEvents,
  ) {}

  async run(who: Principal, stop: StoppedJobDocument): Promise<Job> {
    mustReportJobs(who);
    const state = stop.jobState ?? 'completed';
    if (!isFinalState(state)) throw new InvalidInputError(`jobState: a job cannot end as ${state}`);
    const stopped = await this.jobs.stopNewest(stop, state, stop.stopTime);
    if (!stopped) throw await this.refusal(stop);
    this.events.stopped(stopped);
    return stopped;
  }

  /** Why there was nothing to stop. */
  private async refusal(stop: StoppedJobDocument): Promise<Error> {
    const job = await this.jobs.findNewest(stop);
    if (!job) return new NotFoundError(`finding job failed: no ${describeCriteria(stop)}`);
    const { jobId, id, cluster, jobState, startTime } = job;
    if (jobState !== 'running')
      return new ConflictError(
        `job ${jobId} (id ${id}) on ${cluster} has already been stopped: its state is ${jobState}`,
      );
    if (stop.stopTime < startTime)
      return new InvalidInputError(`stopTime ${stop.stopTime} lies before the job's startTime ${startTime}`);
    const duration = stop.stopTime - startTime;
    return new InvalidInputError(
      `stopTime ${stop.stopTime}: the duration would be ${duration} seconds, more than 31 bits hold`,
    );
  }
}

function describeCriteria({ jobId, cluster, startTime }: StoppedJobDocument): string {
  const on = cluster === undefined ? '' : ` on cluster ${cluster}`;
  return `job ${jobId}${on}${startTime === undefined ? '' : `, started ${startTime}`}`;
}
