const JOBS = '/monitoring/jobs/';
const RECENT = { startTime: 'last30d' };

/** A person's page is the job list with that person as its filter. */
export function jobsOfUserAddress(username: string, search: string): string {
  const query = new URLSearchParams(search);
  query.set('user', username);
  query.set('userMatch', 'eq');
  return `${JOBS}?${query.toString()}`;
}

/** Where the search field of cc-backend led: `keyword:text`, or a text alone. */
export function searchAddress(asked: string): string {
  const text = asked.trim();
  const [, keyword, rest = ''] = /^(jobId|jobName|projectId|arrayJobId|username)\s*:(.*)$/.exec(text) ?? [];
  const value = rest.trim();
  if (text === '' || (keyword !== undefined && value === '')) return JOBS;
  const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    jobId: { jobId: value },
    projectId: { project: value, projectMatch: 'eq' },
    arrayJobId: { arrayJobId: value, ...RECENT },
    username: { user: value, userMatch: 'eq', ...RECENT },
    jobName: { jobName: value, ...RECENT },
  };
  const plain = /^\d+$/.test(text) ? { jobId: text } : { jobName: text, ...RECENT };
  return `${JOBS}?${new URLSearchParams(named[keyword ?? ''] ?? plain).toString()}`;
}
