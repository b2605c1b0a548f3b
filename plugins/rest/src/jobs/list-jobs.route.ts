import { sendJson } from '@cc-kernel/core/plugin';
import type { Guard, Route } from '@cc-kernel/core/plugin';
import type { ListJobs } from '@cc-kernel/core/use-cases';
import { principalOf } from '../principal-of.js';
import { QueryParameters } from '../query/query-parameters.js';
import { parseJobListQuery } from './job-list-query.js';
import { restJob } from './rest-job.js';

export const listJobsRoute = (path: string, guard: Guard, listJobs: Pick<ListJobs, 'run'>): Route => ({
  methods: ['GET'],
  path,
  guard,
  bodyLimit: 0,
  rate: 'api',
  async handle(context) {
    const { filters, page, withMetaData } = parseJobListQuery(new QueryParameters(context.http.querystring));
    const jobs = await listJobs.run(principalOf(context), {
      filters,
      page,
      order: { by: { column: 'startTime' }, direction: 'desc' },
      with: { metaData: withMetaData, statistics: true },
    });
    // `items` is the size of the page that was asked for, not the number of jobs on it: a short page is the last one.
    sendJson(context, 200, { jobs: jobs.map(restJob), items: page.itemsPerPage, page: page.page });
  },
});
