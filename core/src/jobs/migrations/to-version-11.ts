import type { Knex } from 'knex';
import { moveCachedJobs } from '../cached-jobs.js';
import { jobIndexes } from './job-indexes.js';
import { createJobIndexes, jobColumns } from './job-table.js';

// Version 10 exists in SQLite files only, so this file may speak SQLite.

/** The covering and partial indexes, which version 10 does not have. */
export const indexesSinceVersion11: readonly string[] = jobIndexes
  .map(({ name }) => name)
  .filter((name) => name.endsWith('_stats'));

export async function dropJobIndexes(knex: Knex, names: readonly string[]): Promise<void> {
  for (const name of names) await knex.raw('DROP INDEX IF EXISTS ??', [name]);
}

/** Gives `job` the indexes of version 11 and takes away those of earlier versions; ones that an operator added stay. */
export async function replaceJobIndexes(knex: Knex, partialIndexes: boolean): Promise<void> {
  const rows: { name: string }[] = await knex('sqlite_master')
    .where({ type: 'index', tbl_name: 'job' })
    .whereNotNull('sql')
    .select('name');
  const present = new Set(rows.map(({ name }) => name));
  const wanted = new Set(jobIndexes.map(({ name }) => name));
  const outdated = [...present].filter((name) => name.startsWith('jobs_') && !wanted.has(name) && name !== identity);
  await dropJobIndexes(knex, outdated);
  await createJobIndexes(knex, partialIndexes, present);
}

const identity = 'jobs_identity';

/**
 * Early files of version 10 spell a state `out-of-memory`, in the rows and in what the table allows, and lack a column of `node_state`.
 * Numbers of rows and tags stay: foreign keys are off while the table is replaced, and checked afterwards.
 */
export async function repairJobTable(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('node_state', 'health_metrics')))
    await knex.schema.alterTable('node_state', (table) => table.text('health_metrics'));
  await knex.raw('PRAGMA foreign_keys = OFF');
  try {
    await knex.transaction(async (transaction) => {
      if (await spellsOutOfMemoryWrongly(transaction)) await replaceJobTables(transaction);
      await storeJsonAsText(transaction);
      const broken: unknown[] = await transaction.raw('PRAGMA foreign_key_check');
      if (broken.length > 0) throw new Error(`${broken.length} rows refer to rows that do not exist`);
    });
  } finally {
    await knex.raw('PRAGMA foreign_keys = ON');
  }
}

async function spellsOutOfMemoryWrongly(knex: Knex): Promise<boolean> {
  const found: unknown[] = await knex('sqlite_master')
    .whereIn('name', ['job', 'job_cache'])
    .whereLike('sql', '%out-of-memory%');
  return found.length > 0;
}

async function replaceJobTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('job_new', (table) => jobColumns(knex, table, identity));
  const columns = Object.keys(await knex('job_new').columnInfo());
  const corrected = columns.map((column) =>
    column === 'job_state' ? knex.raw(`replace(job_state, 'out-of-memory', 'out_of_memory')`) : column,
  );
  await knex(knex.raw('?? (??)', ['job_new', columns])).insert(knex('job').select(corrected));
  const kept = columns.filter((column) => column !== 'id');
  const waiting: Record<string, unknown>[] = await knex('job_cache').select(
    corrected.filter((column) => column !== 'id'),
  );
  await knex.schema.dropTable('job_cache'); // first: its quoting keeps any table from being renamed
  await knex.schema.dropTable('job');
  await knex.schema.renameTable('job_new', 'job');
  await knex.schema.createTable('job_cache', (table) => jobColumns(knex, table, 'job_cache_identity'));
  for (const row of waiting) await knex('job_cache').insert(Object.fromEntries(kept.map((name) => [name, row[name]])));
  await moveCachedJobs(knex);
}

async function storeJsonAsText(knex: Knex): Promise<void> {
  for (const column of ['resources', 'meta_data', 'footprint', 'energy_footprint'])
    await knex.raw(`UPDATE job SET ?? = CAST(?? AS TEXT) WHERE typeof(??) = 'blob'`, [column, column, column]);
  await knex('job').whereNull('footprint').update({ footprint: 'null' });
}
