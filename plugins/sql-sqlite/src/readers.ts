import type { SqliteThread } from './sqlite-thread.js';
import type { Statement, StatementResult } from './statement.js';
import type { Lease } from './writer.js';

/** Threads with read-only connections; each serves one caller at a time, so a slow query delays nobody while another thread is free. */
export class Readers {
  private readonly free: SqliteThread[];
  private readonly queue: ((thread: SqliteThread) => void)[] = [];

  constructor(threads: readonly SqliteThread[]) {
    this.free = [...threads];
  }

  async run(statement: Statement): Promise<StatementResult> {
    const lease = await this.lease();
    try {
      return await lease.run(statement);
    } finally {
      lease.release();
    }
  }

  async lease(): Promise<Lease> {
    const thread = this.free.pop() ?? (await new Promise<SqliteThread>((resolve) => this.queue.push(resolve)));
    let held = true;
    return {
      run: (statement) => thread.run(statement),
      release: () => {
        if (!held) return;
        held = false;
        const next = this.queue.shift();
        if (next) next(thread);
        else this.free.push(thread);
      },
    };
  }
}
