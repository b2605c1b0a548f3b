// knex publishes its dialects for subclassing, but without types.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex';

  class BetterSqlite3Client extends Knex.Client {
    _driver(): object;
    _formatBindings(bindings: readonly unknown[] | undefined): unknown[];
  }
  export default BetterSqlite3Client;
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  class SqliteTransaction {
    constructor(client: object, container: unknown, config?: object, outer?: object);
    readonly readOnly?: boolean;
    begin(connection: object): Promise<unknown>;
    query(connection: object, sql: string): Promise<unknown>;
  }
  export default SqliteTransaction;
}
