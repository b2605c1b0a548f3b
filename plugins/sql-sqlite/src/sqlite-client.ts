import type { Knex } from 'knex';
import { BetterSqlite3Client, SqliteTransaction } from './knex-dialect.js';
import { SqliteConnection } from './sqlite-connection.js';
import type { SqliteThreads } from './sqlite-threads.js';
import type { StatementResult } from './statement.js';

/** What knex hands over for one statement, and where it looks for the answer. */
interface QueryObject {
  sql: string;
  bindings?: readonly unknown[];
  response?: unknown;
  context?: { lastID: number; changes: number };
}

/** Takes the write lock at once: a lock upgrade in the middle would fail instead of waiting. */
class ImmediateTransaction extends SqliteTransaction {
  override begin(connection: object): Promise<unknown> {
    return this.query(connection, this.readOnly ? 'BEGIN;' : 'BEGIN IMMEDIATE;');
  }
}

/** knex's SQLite dialect with its statements run in worker threads; `connection.threads` names them. */
export class SqliteClient extends BetterSqlite3Client {
  /** The native library lives in the threads. */
  override _driver(): object {
    return {};
  }

  // knex types a transaction as what its callback gets, not as the class that makes it.
  override transaction(container: unknown, config: unknown, outer: unknown): Knex.Transaction {
    return new ImmediateTransaction(this, container, config, outer) as unknown as Knex.Transaction;
  }

  override async acquireRawConnection(): Promise<SqliteConnection> {
    const { threads } = this.connectionSettings as { threads: SqliteThreads };
    return new SqliteConnection(threads);
  }

  override async destroyRawConnection(): Promise<void> {}

  async _query(connection: SqliteConnection, query: QueryObject): Promise<QueryObject> {
    if (!query.sql) throw new Error('The query is empty');
    const result = await connection.execute({ sql: query.sql, bindings: this._formatBindings(query.bindings) });
    if ('rows' in result) query.response = rowObjects(result);
    else {
      query.response = { changes: result.changes, lastInsertRowid: result.lastId };
      query.context = { lastID: result.lastId, changes: result.changes };
    }
    return query;
  }
}

type Rows = Extract<StatementResult, { rows: unknown }>;

/** Rows cross the thread border as lists, which is several times cheaper than objects. */
function rowObjects({ columns, rows }: Rows): Record<string, unknown>[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let place = 0; place < columns.length; place++) {
      const value = values[place];
      row[columns[place] as string] =
        value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
    }
    return row;
  });
}
