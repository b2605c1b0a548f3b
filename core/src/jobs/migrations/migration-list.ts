import type { Knex } from 'knex';
import { createSessionTable } from './own-tables.js';
import { createReferenceTables } from './reference-tables.js';

/** One step; recorded by name in `cck_migrations`, so names stay as they are. */
export interface Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
}

export interface MigrationOptions {
  readonly partialIndexes: boolean;
}

export function migrationList({ partialIndexes }: MigrationOptions): readonly Migration[] {
  return [
    {
      name: '0001-reference-tables',
      // A file of cc-backend has them already.
      up: async (knex) => {
        if (!(await knex.schema.hasTable('job'))) await createReferenceTables(knex, partialIndexes);
      },
    },
    { name: '0002-sessions', up: createSessionTable },
  ];
}
