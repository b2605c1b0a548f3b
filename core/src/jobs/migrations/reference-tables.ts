import type { Knex } from 'knex';
import { createJobIndexes, jobColumns } from './job-table.js';
import { referenceVersion } from './reference-version.js';

const nodeStates = ['allocated', 'reserved', 'idle', 'mixed', 'down', 'unknown'];
const healthStates = ['full', 'partial', 'failed'];

/**
 * The tables of cc-backend at schema version 11, under its names, so that either program can serve the file. Two of its constraints are not
 * copied: `job_cache` takes any `smt`, and the key of a tag includes its scope.
 */
export async function createReferenceTables(knex: Knex, partialIndexes: boolean): Promise<void> {
  await knex.schema.createTable('job', (table) => jobColumns(knex, table, 'jobs_identity'));
  await createJobIndexes(knex, partialIndexes);
  await knex.schema.createTable('job_cache', (table) => jobColumns(knex, table, 'job_cache_identity'));
  await createTagTables(knex);
  await createUserTables(knex);
  await createNodeTables(knex);
  if (!(await knex.schema.hasTable('schema_migrations'))) {
    await knex.schema.createTable('schema_migrations', (table) => {
      table.bigInteger('version').unique({ indexName: 'version_unique' });
      table.boolean('dirty');
    });
  }
  await knex('schema_migrations').delete();
  await knex('schema_migrations').insert({ version: referenceVersion, dirty: false });
}

async function createTagTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('tag', (table) => {
    table.bigIncrements('id');
    table.string('tag_type', 190).notNullable();
    table.string('tag_name', 190).notNullable();
    insertedAt(knex, table);
    table.string('tag_scope', 190).notNullable().defaultTo('global');
    table.unique(['tag_type', 'tag_name', 'tag_scope'], { indexName: 'tag_identity' });
  });
  await knex.schema.createTable('jobtag', (table) => {
    table.bigInteger('job_id').unsigned().references('job.id').onDelete('CASCADE');
    table.bigInteger('tag_id').unsigned().references('tag.id').onDelete('CASCADE');
    insertedAt(knex, table);
    table.primary(['job_id', 'tag_id']);
    table.index(['job_id'], 'tags_jobid');
    table.index(['tag_id'], 'tags_tagid');
  });
}

async function createUserTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('hpc_user', (table) => {
    table.string('username', 190).notNullable().primary();
    table.string('password');
    table.tinyint('ldap').notNullable().defaultTo(0);
    table.string('name');
    table.string('roles').notNullable().defaultTo('[]');
    table.string('email');
    table.string('projects', 4000).notNullable().defaultTo('[]');
  });
  await knex.schema.createTable('configuration', (table) => {
    table.string('username', 190).references('hpc_user.username').onDelete('CASCADE').onUpdate('NO ACTION');
    table.string('confkey', 190);
    table.text('value');
    table.primary(['username', 'confkey']);
  });
}

async function createNodeTables(knex: Knex): Promise<void> {
  await knex.schema.createTable('node', (table) => {
    table.bigIncrements('id');
    table.string('hostname', 190).notNullable();
    table.string('cluster', 64).notNullable();
    table.string('subcluster', 64).notNullable();
    table.text('meta_data', 'longtext');
    table.unique(['hostname', 'cluster'], { indexName: 'nodes_identity' });
    table.index(['cluster'], 'nodes_cluster');
    table.index(['cluster', 'subcluster'], 'nodes_cluster_subcluster');
  });
  await knex.schema.createTable('node_state', (table) => {
    table.bigIncrements('id');
    table.bigInteger('time_stamp').notNullable();
    for (const amount of ['jobs_running', 'cpus_allocated', 'memory_allocated', 'gpus_allocated'])
      table.bigInteger(amount).notNullable().defaultTo(0);
    table.string('node_state', 64).notNullable().checkIn(nodeStates);
    table.string('health_state', 64).notNullable().checkIn(healthStates);
    table.text('health_metrics', 'longtext');
    table.bigInteger('node_id').unsigned().references('node.id');
    table.index(['time_stamp'], 'nodestates_timestamp');
    table.index(['node_state', 'time_stamp'], 'nodestates_state_timestamp');
    table.index(['health_state', 'time_stamp'], 'nodestates_health_timestamp');
    table.index(['node_id', 'node_state'], 'nodestates_nodeid_state');
    table.index(['node_id', 'health_state'], 'nodestates_nodeid_health');
  });
  await knex.raw('CREATE INDEX nodestates_nodeid_timestamp ON node_state (node_id, time_stamp DESC)');
}

/** Text, as cc-backend stores it: `YYYY-MM-DD HH:MM:SS`, UTC. */
function insertedAt(knex: Knex, table: Knex.CreateTableBuilder): void {
  table.string('insert_ts', 32).defaultTo(knex.raw('(CURRENT_TIMESTAMP)'));
}
