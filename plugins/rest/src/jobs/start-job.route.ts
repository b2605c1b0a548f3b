import { guards, readJson, sendJson } from '@cc-kernel/core/plugin';
import type { Logger, Route } from '@cc-kernel/core/plugin';
import { parseNewJob } from '@cc-kernel/core/use-cases';
import type { StartJob } from '@cc-kernel/core/use-cases';
import { documentLimit } from '../limits.js';
import { principalOf } from '../principal-of.js';

export const startJobRoute = (startJob: Pick<StartJob, 'run'>, log: Logger): Route => ({
  methods: ['POST', 'PUT'],
  path: '/api/jobs/start_job/',
  guard: guards.mainApi,
  bodyLimit: documentLimit,
  rate: 'api',
  async handle(context) {
    const { job, tags } = parseNewJob(await readJson(context));
    const { id, warnings } = await startJob.run(principalOf(context), job, tags);
    if (warnings.length > 0) log.warn({ requestId: context.requestId, job: id, warnings }, 'job started with warnings');
    sendJson(context, 201, { msg: 'success', ...(warnings.length > 0 && { warnings }) });
  },
});
