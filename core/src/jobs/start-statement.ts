import type { Knex } from 'knex';
import type { NewJob } from '../domain/job.js';
import { JobAlreadyStartedError } from './job-errors.js';
import { startedRow } from './job-row.js';

const aDay = 86_400;
const sameStart = 'job_id = ? AND cluster = ? AND start_time > ? AND start_time < ?';

/**
 * Looks for twins and inserts in one statement, so that of two simultaneous starts one wins, without a transaction around it. A twin has the
 * same scheduler id and started less than a day apart: the same start, reported twice.
 */
export async function insertStarted(knex: Knex, job: NewJob): Promise<number> {
  const row = startedRow(job);
  const columns = Object.keys(row);
  const twin = [job.jobId, job.cluster, job.startTime - aDay, job.startTime + aDay];
  const [made] = rowsOf(
    await knex.raw<unknown>(
      `INSERT INTO job (${columns.join(', ')}) SELECT ${columns.map(() => '?').join(', ')}
       WHERE NOT EXISTS (SELECT 1 FROM job WHERE ${sameStart})
       AND NOT EXISTS (SELECT 1 FROM job_cache WHERE ${sameStart}) RETURNING id`,
      [...Object.values(row), ...twin, ...twin],
    ),
  );
  if (made) return Number(made.id);
  const known: { id: number } | undefined = await knex('job')
    .whereRaw(sameStart, twin)
    .orderBy('id', 'desc')
    .first('id');
  throw new JobAlreadyStartedError(job.jobId, known?.id);
}

/** Drivers answer a raw statement with the rows, or with an object that has them. */
function rowsOf(answer: unknown): readonly { readonly id: number | string }[] {
  if (Array.isArray(answer)) return answer;
  return (answer as { rows: readonly { id: number | string }[] }).rows;
}
