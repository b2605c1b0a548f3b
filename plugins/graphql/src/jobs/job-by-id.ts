import { GraphQLError } from 'graphql';
import { inject, injectable } from 'tsyringe';
import { InvalidInputError, isCockpitError, type Principal } from '@cc-kernel/core/plugin';
import { FindJob, type JobView, type WantedParts } from '@cc-kernel/core/use-cases';
import type { UseCase } from '../gate/use-case.js';

/** cc-backend's text for a job that is absent or invisible; scripts look for it. */
const noRows = 'sql: no rows in result set';

/** The job that an `ID` names. */
@injectable()
export class JobById {
  constructor(@inject(FindJob) private readonly findJob: UseCase<FindJob>) {}

  async find(who: Principal, id: string, parts: WantedParts): Promise<JobView> {
    try {
      return await this.findJob.run(who, readId(id), parts);
    } catch (error) {
      throw isCockpitError(error) && error.kind === 'not-found' ? new GraphQLError(noRows) : error;
    }
  }
}

function readId(text: string): number {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidInputError(`id must be a whole number, not ${JSON.stringify(text)}`);
}
