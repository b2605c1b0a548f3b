import type { SqliteThreads } from './sqlite-threads.js';
import { kindOf } from './statement.js';
import type { Statement, StatementResult } from './statement.js';
import type { Lease } from './writer.js';

/**
 * What knex takes for a connection: a seat at the threads. Outside a transaction each statement goes to a thread of its kind; from
 * `BEGIN` to `COMMIT` or `ROLLBACK` one thread belongs to the seat.
 */
export class SqliteConnection {
  private lease: Lease | undefined;
  private schemaChanged = false;

  constructor(private readonly threads: SqliteThreads) {}

  execute(statement: Statement): Promise<StatementResult> {
    if (this.lease) return this.inTransaction(this.lease, statement);
    if (/^begin immediate/i.test(statement.sql)) return this.begin(statement, this.threads.leaseWriter());
    if (/^begin/i.test(statement.sql)) return this.begin(statement, this.threads.leaseReader());
    return this.threads.run(statement);
  }

  private async begin(statement: Statement, granted: Promise<Lease>): Promise<StatementResult> {
    const lease = await granted;
    try {
      const result = await lease.run(statement);
      this.lease = lease;
      return result;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  private async inTransaction(lease: Lease, statement: Statement): Promise<StatementResult> {
    const commits = /^commit/i.test(statement.sql);
    const ends = commits || /^rollback(?!\s+to)/i.test(statement.sql);
    if (!ends) {
      if (kindOf(statement.sql) === 'alone' && !/^(savepoint|release|rollback)/i.test(statement.sql))
        this.schemaChanged = true;
      return lease.run(statement);
    }
    try {
      return await lease.run(statement);
    } catch (error) {
      if (!commits) return { changes: 0, lastId: 0 }; // the engine had already rolled back, e.g. on a full disk
      await lease.run({ sql: 'ROLLBACK', bindings: [] }).catch(() => undefined);
      throw error;
    } finally {
      this.lease = undefined;
      if (this.schemaChanged) this.threads.forgetStatements();
      this.schemaChanged = false;
      lease.release();
    }
  }
}
