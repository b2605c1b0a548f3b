const JOBS = '/monitoring/jobs/';

/** A person's page is the job list with that person as its filter. */
export function jobsOfUserAddress(username: string, search: string): string {
  const query = new URLSearchParams(search);
  query.set('user', username);
  query.set('userMatch', 'eq');
  return `${JOBS}?${query}`;
}

/** Where the search field of cc-backend led: `keyword:text`, or a text alone. */
export function searchAddress(asked: string): string {
  const text = asked.trim();
  const [, keyword, rest = ''] = /^(jobId|jobName|projectId|arrayJobId|username)\s*:(.*)$/.exec(text) ?? [];
  const value = rest.trim();
  if (text === '' || (keyword !== undefined && value === '')) return JOBS;
  const recent: [string, string] = ['startTime', 'last30d'];
  const pairs = ((): [string, string][] => {
    switch (keyword) {
      case 'jobId':
        return [['jobId', value]];
      case 'projectId':
        return [['project', value], ['projectMatch', 'eq']];
      case 'arrayJobId':
        return [['arrayJobId', value], recent];
      case 'username':
        return [['user', value], ['userMatch', 'eq'], recent];
      case 'jobName':
        return [['jobName', value], recent];
      default:
        return /^\d+$/.test(text) ? [['jobId', text]] : [['jobName', text], recent];
    }
  })();
  return `${JOBS}?${new URLSearchParams(pairs)}`;
}
