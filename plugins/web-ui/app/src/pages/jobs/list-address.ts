import { parametersOfFilters } from './address-of-filters.js';
import type { JobFilters } from './job-filters.js';
import { type ListView, parametersOfView } from './list-view.js';

export const JOBS_PATH = '/monitoring/jobs/';

/** The address under which anybody with the same rights sees the same list. */
export function listAddress(filters: JobFilters, view: ListView): string {
  const query = new URLSearchParams(
    [...parametersOfFilters(filters), ...parametersOfView(view)].map(([name, value]): [string, string] => [
      name,
      value,
    ]),
  );
  const text = query.toString();
  return text === '' ? JOBS_PATH : `${JOBS_PATH}?${text}`;
}
