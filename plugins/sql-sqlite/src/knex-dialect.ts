import { createRequire } from 'node:module';
import type { Knex } from 'knex';

// knex publishes its dialects for subclassing, as CommonJS and without types: these are the members that we touch.

interface BetterSqlite3Members {
  _driver(): object;
  _formatBindings(bindings: readonly unknown[] | undefined): unknown[];
}

interface SqliteTransactionMembers {
  readonly readOnly?: boolean;
  begin(connection: object): Promise<unknown>;
  query(connection: object, sql: string): Promise<unknown>;
}

type Dialect = new (config: Knex.Config) => Knex.Client & BetterSqlite3Members;
type TransactionClass = new (...parts: unknown[]) => SqliteTransactionMembers;

const require = createRequire(import.meta.url);

export const BetterSqlite3Client = require('knex/lib/dialects/better-sqlite3/index.js') as Dialect;
export const SqliteTransaction =
  require('knex/lib/dialects/sqlite3/execution/sqlite-transaction.js') as TransactionClass;
