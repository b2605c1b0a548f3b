import type { Knex } from 'knex';
import type { NewJob } from '../domain/job.js';
import { JobAlreadyStartedError } from './job-errors.js';
import { startedRow } from './job-row.js';

const aDay = 86_400;

/** Same scheduler id, started less than a day apart: the same start, reported twice. */
function twins(knex: Knex, table: 'job' | 'job_cache', job: NewJob): Knex.QueryBuilder {
  return knex(table)
    .where({ job_id: job.jobId, cluster: job.cluster })
    .where('start_time', '>', job.startTime - aDay)
    .where('start_time', '<', job.startTime + aDay);
}

/** Looks for twins and inserts in one statement, so that of two simultaneous starts one wins, without a transaction around it. */
export async function insertStarted(knex: Knex, job: NewJob): Promise<number> {
  const row = startedRow(job);
  const columns = Object.keys(row);
  const one = knex.raw('1');
  const values = knex
    .select(Object.values(row).map((value) => knex.raw('?', [value])))
    .whereNotExists(twins(knex, 'job', job).select(one))
    .whereNotExists(twins(knex, 'job_cache', job).select(one));
  const inserted = (await knex(knex.raw('?? (??)', ['job', columns]))
    .insert(values)
    .returning('id')) as unknown as { id: number }[];
  const [made] = inserted;
  if (made) return made.id;
  const twin: { id: number } | undefined = await twins(knex, 'job', job).orderBy('id', 'desc').first('id');
  throw new JobAlreadyStartedError(job.jobId, twin?.id);
}
