import { guards, readJson, sendJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import { parseStopJob } from '@cc-kernel/core/use-cases';
import type { StopJob } from '@cc-kernel/core/use-cases';
import { documentLimit } from '../limits.js';
import { principalOf } from '../principal-of.js';
import { restJob } from './rest-job.js';

export const stopJobRoute = (stopJob: Pick<StopJob, 'run'>): Route => ({
  methods: ['POST', 'PUT'],
  path: '/api/jobs/stop_job/',
  guard: guards.mainApi,
  bodyLimit: documentLimit,
  rate: 'api',
  async handle(context) {
    const stop = parseStopJob(await readJson(context));
    const job = await stopJob.run(principalOf(context), stop);
    sendJson(context, 200, restJob({ job, tags: [] }));
  },
});
