import type { Principal } from '../contracts/principal.js';
import { ForbiddenError } from '../errors/index.js';

/** Starts and stops come from the batch system: a service account, or an administrator on its behalf. */
export function mustReportJobs(who: Principal): void {
  if (who.by === 'system' || who.has('api') || who.has('admin')) return;
  throw new ForbiddenError('starting and stopping jobs needs the role api');
}
