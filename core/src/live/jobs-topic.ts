import { inject, injectable } from 'tsyringe';
import { JobEvents } from '../contracts/job-events.js';
import type { LiveTopic, Watcher } from '../contracts/live-topics.js';
import type { JobVisibility } from '../contracts/job-store.js';
import type { Job } from '../domain/job.js';

/** `jobs`: `started`, `stopped` and `archived`, each with `{ id, jobId, cluster }`, of the jobs that the watcher may see. */
@injectable()
export class JobsTopic implements LiveTopic {
  readonly pattern = 'jobs';

  constructor(@inject(JobEvents) private readonly events: JobEvents) {}

  watch(watcher: Watcher): Promise<void> {
    const sees = watcher.who.jobVisibility();
    for (const event of ['started', 'stopped', 'archived'] as const) {
      const forget = this.events.on(event, (job) => {
        const { id, jobId, cluster } = job;
        if (isVisible(job, sees)) watcher.send({ event, data: { id, jobId, cluster } });
      });
      watcher.signal.addEventListener('abort', forget, { once: true });
    }
    return Promise.resolve();
  }
}

function isVisible(job: Job, sees: JobVisibility): boolean {
  return sees.all || job.user === sees.user || sees.projects.includes(job.project);
}
