import type { Knex } from 'knex';

/** Tables that only this program knows; the prefix keeps them out of cc-backend's way. */
export async function createSessionTable(knex: Knex): Promise<void> {
  await knex.schema.createTable('cck_session', (table) => {
    table.string('id', 128).primary();
    table.string('username', 190);
    table.text('data', 'longtext').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['username'], 'cck_session_username');
    table.index(['expires_at'], 'cck_session_expires');
  });
}
