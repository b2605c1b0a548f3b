import type { Job } from '../domain/job.js';
import { token } from './token.js';

/** Announces what already happened. Listeners never delay the announcer; their failures are logged. */
export interface JobEvents {
  started(job: Job): void;
  stopped(job: Job): void;
  archived(job: Job): void;
  on(event: 'started' | 'stopped' | 'archived', listener: (job: Job) => void): () => void;
}
export const JobEvents = token<JobEvents>('jobs.JobEvents');
