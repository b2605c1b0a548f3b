import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import type { Principal } from '../contracts/principal.js';
import type { NewJob } from '../domain/job.js';
import type { Tag } from '../domain/tag.js';
import { isCockpitError } from '../errors/index.js';
import { JobPlacement } from './job-placement.js';
import { mustReportJobs } from './job-reporter.js';
import { tagRefusal } from './tag-permission.js';

type NewTag = Omit<Tag, 'id'>;

/** Records that a job began. A scheduler may report one start twice; the second is refused. */
@injectable()
export class StartJob {
  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobEvents) private readonly events: JobEvents,
    @inject(JobPlacement) private readonly placement: JobPlacement,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  /** Returns the database id. Tags that could not be attached are named in the warnings; the job is there without them. */
  async run(
    who: Principal,
    job: NewJob,
    tags: readonly NewTag[] = [],
  ): Promise<{ id: number; warnings: readonly string[] }> {
    mustReportJobs(who);
    const placed = this.placement.assign(job);
    const warnings: string[] = [];
    const allowed = tags.filter((tag) => {
      const refusal = tagRefusal(who, tag);
      if (refusal !== undefined) warnings.push(refusal);
      return refusal === undefined;
    });
    const id = await this.insert(placed, allowed, warnings);
    this.events.started({
      ...placed,
      id,
      jobState: 'running',
      duration: this.clock.now() - placed.startTime,
      footprint: placed.footprint,
      energyFootprint: undefined,
      energy: placed.energy ?? 0,
    });
    return { id, warnings };
  }

  private async insert(job: NewJob, tags: readonly NewTag[], warnings: string[]): Promise<number> {
    try {
      return await this.jobs.insert(job, tags);
    } catch (error) {
      const taken = takenTag(error);
      const others = tags.filter((tag) => tag !== taken);
      if (!taken || others.length === tags.length) throw error;
      warnings.push((error as Error).message);
      return this.insert(job, others, warnings);
    }
  }
}

function takenTag(error: unknown): unknown {
  return isCockpitError(error) && error.code === 'CC_TAG_TAKEN' && 'tag' in error ? error.tag : undefined;
}
