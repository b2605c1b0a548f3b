import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobFilter, JobOrder } from '../../../../core/src/contracts/job-store.js';
import { openJobSite, seesAll } from './job-site.js';
import type { JobSite } from './job-site.js';

interface Statement {
  readonly sql: string;
  readonly bindings: readonly (string | number)[];
}

describe('plans of job lists', () => {
  let site: JobSite;
  beforeAll(async () => {
    site = await openJobSite();
  });
  afterAll(() => site.close());

  const plansOf = async (work: () => Promise<unknown>): Promise<string> => {
    const statements: Statement[] = [];
    const note = (statement: Statement): number => statements.push(statement);
    site.driver.knex.on('query', note);
    await work();
    site.driver.knex.removeListener('query', note);
    const plans: string[] = [];
    for (const { sql, bindings } of statements) {
      const steps: { detail: string }[] = await site.driver.knex.raw(`EXPLAIN QUERY PLAN ${sql}`, [...bindings]);
      plans.push(...steps.map(({ detail }) => detail));
    }
    return plans.join('\n');
  };
  const newest: JobOrder = { by: { column: 'startTime' }, direction: 'desc' };
  const longest: JobOrder = { by: { column: 'duration' }, direction: 'desc' };

  it.each<[string, JobFilter, JobOrder, string]>([
    ['all, newest first', {}, newest, 'jobs_starttime'],
    ['all, longest first', {}, longest, 'jobs_duration_starttime'],
    ['one user, newest first', { user: { eq: 'a' } }, newest, 'jobs_user_starttime_duration'],
    ['one project, longest first', { project: { eq: 'a' } }, longest, 'jobs_project_duration_starttime'],
    ['one cluster, newest first', { cluster: { eq: 'a' } }, newest, 'jobs_cluster_starttime_duration'],
    ['running, newest first', { states: ['running'] }, newest, 'jobs_jobstate_starttime_duration'],
    ['one scheduler id', { jobId: { eq: '5' } }, newest, 'jobs_identity (job_id=?)'],
  ])('%s: read from an index, and no more than ties are sorted', async (_, filter, order, index) => {
    const plan = await plansOf(() =>
      site.store.list({ filters: [filter], order, page: { itemsPerPage: 25, page: 1 }, sees: seesAll }),
    );
    expect(plan).toContain(index);
    if (!filter.jobId) expect(plan).not.toMatch(/USE TEMP B-TREE FOR ORDER BY/);
  });

  it('a start looks for its twin in the index of identities', async () => {
    const plan = await plansOf(() => site.store.findNewest({ jobId: 5, cluster: 'a', startTime: 7 }));
    expect(plan).toContain('jobs_identity (job_id=? AND cluster=? AND start_time=?)');
  });

  it('a count of one state never visits the table', async () => {
    const plan = await plansOf(() => site.store.count({ filters: [{ states: ['running'] }], sees: seesAll }));
    expect(plan).toContain('COVERING INDEX');
  });
});
