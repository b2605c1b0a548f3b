import { inject, injectable } from 'tsyringe';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import { isFinalState } from '../domain/job.js';
import type { Job } from '../domain/job.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors/index.js';
import { mustReportJobs } from './job-reporter.js';
import { largestInteger } from './parse-new-job.js';
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
    const job = await this.jobs.findNewest(stop);
    if (!job) throw new NotFoundError(`finding job failed: no ${describeCriteria(stop)}`);
    if (job.jobState !== 'running')
      throw new ConflictError(
        `job ${job.jobId} (id ${job.id}) on ${job.cluster} has already been stopped: its state is ${job.jobState}`,
      );
    const state = stop.jobState ?? 'completed';
    if (!isFinalState(state)) throw new InvalidInputError(`jobState: a job cannot end as ${state}`);
    const stopped = await this.jobs.markStopped(job.id, state, durationOf(job, stop.stopTime));
    this.events.stopped(stopped);
    return stopped;
  }
}

function durationOf({ startTime }: Job, stopTime: number): number {
  const duration = stopTime - startTime;
  if (duration < 0) throw new InvalidInputError(`stopTime ${stopTime} lies before the job's startTime ${startTime}`);
  if (duration > largestInteger)
    throw new InvalidInputError(
      `stopTime ${stopTime}: the duration would be ${duration} seconds, more than 31 bits hold`,
    );
  return duration;
}

function describeCriteria({ jobId, cluster, startTime }: StoppedJobDocument): string {
  const on = cluster === undefined ? '' : ` on cluster ${cluster}`;
  return `job ${jobId}${on}${startTime === undefined ? '' : `, started ${startTime}`}`;
}
