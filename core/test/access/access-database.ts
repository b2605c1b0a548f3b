import knex, { type Knex } from 'knex';
import type { SqlDriver } from '../../src/contracts/sql-driver.js';
import { migrationList } from '../../src/jobs/migrations/migration-list.js';

/** The tables of the site in a SQLite database in memory, without the driver plugin: rooms know no plugin. */
export async function accessDatabase(): Promise<{ readonly driver: SqlDriver; readonly knex: Knex }> {
  const database = knex({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  for (const step of migrationList({ partialIndexes: true })) await step.up(database);
  const raw = (): Knex.Raw => database.raw('1');
  const driver: SqlDriver = {
    place: ':memory:',
    supports: { partialIndexes: true, readsBesideTransactions: false, optimize: false },
    knex: database,
    open: () => Promise.resolve(),
    jsonNumber: raw,
    jsonText: raw,
    jsonArrayHas: raw,
    textMatches: raw,
    isDuplicate: (error) => error instanceof Error && /UNIQUE|PRIMARY/.test(error.message),
    optimize: () => Promise.resolve(),
    close: () => database.destroy(),
  };
  return { driver, knex: database };
}
