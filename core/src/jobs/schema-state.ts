import type { Knex } from 'knex';
import { CockpitError } from '../errors/index.js';
import { oldestServedVersion, referenceVersion } from './migrations/reference-version.js';

/** The database is of a version that this program does not serve, or its last migration failed half way. */
export class DatabaseSchemaError extends CockpitError {
  readonly code = 'CC_DATABASE_SCHEMA';
  readonly kind = 'setup';
}

/** cc-backend's own note of its schema. `undefined`: a database without tables. */
export interface SchemaState {
  /** 0: there are tables, but nothing says of which version. */
  readonly version: number;
  /** A migration began and did not end. */
  readonly dirty: boolean;
}

export async function readSchemaState(knex: Knex): Promise<SchemaState | undefined> {
  const noted = await knex.schema.hasTable('schema_migrations');
  const rows: { version: unknown; dirty: unknown }[] = noted ? await knex('schema_migrations').select() : [];
  const [row] = rows;
  if (!row) return (await knex.schema.hasTable('job')) ? { version: 0, dirty: false } : undefined;
  return { version: Number(row.version), dirty: Boolean(Number(row.dirty)) };
}

/** Throws unless the database can be served as it is. */
export function mustBeServable(place: string, { version, dirty }: SchemaState): void {
  if (version > referenceVersion)
    throw new DatabaseSchemaError(
      `the database ${place} has schema version ${version}, newer than ${referenceVersion}, which this program serves: use the program that wrote it, or take its -revert-db`,
    );
  mustNotBeDirty(place, version, dirty);
  if (version < oldestServedVersion)
    throw new DatabaseSchemaError(
      `the database ${place} has schema version ${version}; this program serves ${oldestServedVersion} and ${referenceVersion}: back up the file, then bring it to ${referenceVersion} with -migrate-db of cc-backend 1.5`,
    );
}

export function mustNotBeDirty(place: string, version: number, dirty: boolean): void {
  if (!dirty) return;
  throw new DatabaseSchemaError(
    `the database ${place} was left half way by a migration to schema version ${version}: restore the backup, or correct it by hand and say so with -force-db`,
  );
}
