import { InvalidInputError, isJobState } from '@cc-kernel/core/plugin';
import type { JobFilter, Page } from '@cc-kernel/core/plugin';
import type { QueryParameters } from '../query/query-parameters.js';
import { parseBoolean, parseCount, parseInteger } from '../query/values.js';

export interface JobListQuery {
  readonly filters: readonly JobFilter[];
  readonly page: Page;
  readonly withMetaData: boolean;
}

/** Reads the parameters of the job list; any other parameter is refused. */
export function parseJobListQuery(query: QueryParameters): JobListQuery {
  query.allow('state', 'cluster', 'project', 'start-time', 'page', 'items-per-page', 'with-metadata');
  const states = query.all('state').map(jobState);
  const cluster = query.first('cluster');
  const project = query.first('project');
  const startTime = query.first('start-time');
  const filter: JobFilter = {
    ...(states.length > 0 && { states }),
    ...(cluster !== undefined && { cluster: { eq: cluster } }),
    ...(project !== undefined && { project: { eq: project } }),
    ...(startTime !== undefined && { startTime: interval(startTime) }),
  };
  return {
    filters: [filter],
    page: reachable({
      itemsPerPage: parseCount(query.first('items-per-page') ?? '25', 'items-per-page'),
      page: parseCount(query.first('page') ?? '1', 'page'),
    }),
    withMetaData: parseBoolean(query.first('with-metadata') ?? 'false', 'with-metadata'),
  };
}

/** The last page that can be counted up to stands for all that lie behind it: there is nothing on them. */
function reachable({ itemsPerPage, page }: Page): Page {
  const items = Math.min(itemsPerPage, Number.MAX_SAFE_INTEGER);
  return { itemsPerPage: items, page: Math.min(page, Math.floor(Number.MAX_SAFE_INTEGER / items)) };
}

function jobState(text: string) {
  if (isJobState(text)) return text;
  throw new InvalidInputError(`invalid query parameter value: state "${text}" is not a job state`);
}

/** `from-to`, both in Unix seconds and inclusive. */
function interval(text: string) {
  const [from, to, ...more] = text.split('-');
  if (from === undefined || to === undefined || more.length > 0) {
    throw new InvalidInputError(`invalid query parameter value: start-time "${text}" must be <from>-<to>`);
  }
  return { from: parseInteger(from, 'start-time'), to: parseInteger(to, 'start-time') };
}
