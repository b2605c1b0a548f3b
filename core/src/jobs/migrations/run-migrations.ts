import type { SqlDriver } from '../../contracts/sql-driver.js';
import type { Knex } from 'knex';
import { migrationList } from './migration-list.js';
import type { Migration } from './migration-list.js';

const tableName = 'cck_migrations';

/** Runs what is missing, each step in a transaction of its own. Returns the names of the steps. */
export async function runMigrations(driver: SqlDriver): Promise<readonly string[]> {
  const config = { tableName, migrationSource: new MigrationSteps(migrationList(driver.supports)) };
  try {
    return await latest(driver.knex, config);
  } catch (error) {
    // A process that died between taking and giving back the lock must not keep the next from starting. Steps are transactions:
    // should another process really be at work, one of the two fails as a whole.
    if (!(error instanceof Error) || error.name !== 'MigrationLocked') throw error;
    await driver.knex.migrate.forceFreeMigrationsLock(config);
    return latest(driver.knex, config);
  }
}

async function latest(knex: Knex, config: Knex.MigratorConfig): Promise<readonly string[]> {
  const [, done] = (await knex.migrate.latest(config)) as [number, string[]];
  return done;
}

class MigrationSteps implements Knex.MigrationSource<Migration> {
  constructor(private readonly steps: readonly Migration[]) {}

  getMigrations(): Promise<Migration[]> {
    return Promise.resolve([...this.steps]);
  }

  getMigrationName(step: Migration): string {
    return step.name;
  }

  getMigration(step: Migration): Promise<Knex.Migration> {
    return Promise.resolve({ up: (knex) => step.up(knex), down: () => Promise.resolve() });
  }
}
