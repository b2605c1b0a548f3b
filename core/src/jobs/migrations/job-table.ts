import type { Knex } from 'knex';
import { JOB_STATES, SHARING } from '../../domain/job.js';
import { jobIndexes } from './job-indexes.js';

/** Columns of `job` and `job_cache`. @param key name of the unique index on the job's identity */
export function jobColumns(knex: Knex, table: Knex.CreateTableBuilder, key: string): void {
  table.bigIncrements('id');
  table.bigInteger('job_id').notNullable();
  table.string('cluster', 64).notNullable();
  table.string('subcluster', 64).notNullable();
  table.bigInteger('submit_time').notNullable().defaultTo(0);
  table.bigInteger('start_time').notNullable().defaultTo(0);
  table.string('hpc_user', 128).notNullable();
  table.string('project', 128).notNullable();
  table.string('cluster_partition', 64);
  table.bigInteger('array_job_id');
  table.integer('duration').notNullable();
  table.integer('walltime').notNullable();
  table
    .string('job_state', 64)
    .notNullable()
    .checkIn([...JOB_STATES]);
  table.text('meta_data', 'longtext');
  table.text('resources', 'longtext').notNullable();
  table.integer('num_nodes').notNullable();
  table.integer('num_hwthreads');
  table.integer('num_acc');
  table.integer('smt').notNullable().defaultTo(1);
  table
    .string('shared', 64)
    .notNullable()
    .checkIn([...SHARING]);
  table.tinyint('monitoring_status').notNullable().defaultTo(1);
  table.check('monitoring_status IN (0, 1, 2, 3)');
  table.double('energy').notNullable().defaultTo(knex.raw('0.0'));
  table.text('energy_footprint', 'longtext');
  table.text('footprint', 'longtext');
  table.unique(['job_id', 'cluster', 'start_time'], { indexName: key });
}

export async function createJobIndexes(
  knex: Knex,
  partialIndexes: boolean,
  present: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const { name, columns, runningOnly } of jobIndexes) {
    if (present.has(name)) continue;
    // The condition stands as text: the planner compares it with the text of the query.
    const condition = runningOnly && partialIndexes ? ` WHERE job_state = 'running'` : '';
    await knex.raw(`CREATE INDEX ?? ON job (${columns.map(() => '??').join(', ')})${condition}`, [name, ...columns]);
  }
}
