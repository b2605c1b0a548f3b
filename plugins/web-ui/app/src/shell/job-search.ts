/** A number is a job's id at the scheduler; anything else part of a job's name, of the last month. */
export function jobSearchAddress(asked: string): string {
  const text = asked.trim();
  if (text === '') return '/monitoring/jobs/';
  const query = /^\d+$/.test(text) ? { jobId: text } : { jobName: text, startTime: 'last30d' };
  return `/monitoring/jobs/?${new URLSearchParams(query)}`;
}
