import { inject, injectable } from 'tsyringe';
import { JobStore, type JobFilter } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import { JOB_STATES, type Job } from '../domain/job.js';

/** Jobs must share the nodes for at least this long to be of interest; seconds. */
const margin = 200;
/** Shorter jobs have no neighbours worth a look; seconds. */
const shortest = 600;
const notRunning = JOB_STATES.filter((state) => state !== 'running');

/** Who else used the nodes of a job that shares them. */
@injectable()
export class FindConcurrentJobs {
  constructor(@inject(JobStore) private readonly jobs: JobStore) {}

  /**
   * Visible jobs on any of the job's nodes at the same time, the job itself among them: finished ones first, then running ones, each
   * oldest first. `undefined`: the job has its nodes to itself, or was too short.
   */
  async run(who: Principal, job: Job): Promise<readonly Job[] | undefined> {
    if (job.shared === 'none' || job.duration <= shortest || job.resources.length === 0) return undefined;
    const place: JobFilter = {
      cluster: { eq: job.cluster },
      node: { in: job.resources.map(({ hostname }) => hostname) },
    };
    const latestStart = job.startTime + job.duration - margin;
    const finished: JobFilter = {
      states: notRunning,
      startTime: { to: latestStart - 1 },
      endTime: { from: job.startTime + margin + 1 },
    };
    const running: JobFilter = { states: ['running'], startTime: { to: latestStart } };
    const find = (filter: JobFilter): Promise<readonly Job[]> =>
      this.jobs.list({
        filters: [place, filter],
        order: { by: { column: 'startTime' }, direction: 'asc' },
        sees: who.jobVisibility(),
      });
    const [ended, alive] = await Promise.all([find(finished), find(running)]);
    return [...ended, ...alive];
  }
}
