import { CockpitError } from '../errors/index.js';
import type { Tag } from '../domain/tag.js';

/** The scheduler adapter may report a start twice; it takes this refusal for success. */
export class JobAlreadyStartedError extends CockpitError {
  readonly code = 'CC_JOB_ALREADY_STARTED';
  readonly kind = 'conflict';
  /** @param id of the job that is there; `undefined`: cc-backend has not committed it yet */
  constructor(
    readonly jobId: number,
    readonly id: number | undefined,
  ) {
    const known = id === undefined ? '' : `dbid: ${id}, `;
    super(`a job with that jobId, cluster and startTime already exists: ${known}jobid: ${jobId}`);
  }
}

/** In files of cc-backend type and name alone are the key of a tag; another scope has taken it. */
export class TagTakenError extends CockpitError {
  readonly code = 'CC_TAG_TAKEN';
  readonly kind = 'conflict';
  constructor(readonly tag: Omit<Tag, 'id'>) {
    super(
      `tag ${JSON.stringify(`${tag.type}:${tag.name}`)} exists with another scope than ${JSON.stringify(tag.scope)}`,
    );
  }
}
