import type { SqlDriver } from '../contracts/sql-driver.js';
import { referenceVersion } from './migrations/reference-version.js';
import { runMigrations } from './migrations/run-migrations.js';
import {
  dropJobIndexes,
  indexesSinceVersion11,
  repairJobTable,
  replaceJobIndexes,
} from './migrations/to-version-11.js';
import { DatabaseSchemaError, mustBeServable, mustNotBeDirty, readSchemaState } from './schema-state.js';

export interface MigrationResult {
  /** 0: the database was empty. */
  readonly from: number;
  readonly to: number;
}

/** `-migrate-db`: makes the tables of an empty database, and brings a version 10 file to 11 in place. */
export async function migrateDatabase(driver: SqlDriver): Promise<MigrationResult> {
  const { knex } = driver;
  const state = await readSchemaState(knex);
  if (state) mustBeServable(driver.place, state);
  if (state && state.version < referenceVersion) {
    await repairJobTable(knex);
    await knex.transaction(async (transaction) => {
      await replaceJobIndexes(transaction, driver.supports.partialIndexes);
      await transaction('schema_migrations').update({ version: referenceVersion, dirty: false });
    });
  }
  await runMigrations(driver);
  return { from: state?.version ?? 0, to: referenceVersion };
}

/** `-revert-db`: one step down, to version 10, which differs by indexes only. */
export async function revertDatabase(driver: SqlDriver): Promise<MigrationResult> {
  const state = await readSchemaState(driver.knex);
  if (!state) throw new DatabaseSchemaError(`the database ${driver.place} is empty: there is nothing to revert`);
  mustNotBeDirty(driver.place, state.version, state.dirty);
  if (state.version !== referenceVersion)
    throw new DatabaseSchemaError(
      `the database ${driver.place} has schema version ${state.version}; only the step from ${referenceVersion} to ${referenceVersion - 1} can be reverted`,
    );
  await driver.knex.transaction(async (transaction) => {
    await dropJobIndexes(transaction, indexesSinceVersion11);
    await transaction('schema_migrations').update({ version: referenceVersion - 1, dirty: false });
  });
  return { from: referenceVersion, to: referenceVersion - 1 };
}

/** `-force-db`: writes version 11 and clears the mark of a failed migration; the tables stay as they are. */
export async function forceDatabase(driver: SqlDriver): Promise<MigrationResult> {
  const { knex } = driver;
  const state = await readSchemaState(knex);
  if (!(await knex.schema.hasTable('schema_migrations')))
    throw new DatabaseSchemaError(`the database ${driver.place} has no schema version to force; -migrate-db makes one`);
  await knex.transaction(async (transaction) => {
    await transaction('schema_migrations').delete();
    await transaction('schema_migrations').insert({ version: referenceVersion, dirty: false });
  });
  return { from: state?.version ?? 0, to: referenceVersion };
}
