import { Readers } from './readers.js';
import { SqliteError } from './sqlite-error.js';
import { SqliteThread } from './sqlite-thread.js';
import { kindOf } from './statement.js';
import type { Statement, StatementResult } from './statement.js';
import { Writer } from './writer.js';
import type { Lease } from './writer.js';

export interface ThreadsOptions {
  /** Absolute path, or `:memory:`, which has no readers. */
  readonly file: string;
  readonly readers: number;
  readonly busyTimeoutMs: number;
  readonly cacheSizeMb: number;
  readonly softHeapLimitMb: number;
}

/** The threads behind one database file: one that writes and several that read. */
export class SqliteThreads {
  private readonly writer: Writer;
  private readonly readers: Readers | undefined;

  private constructor(
    private readonly writing: SqliteThread,
    private readonly reading: readonly SqliteThread[],
  ) {
    this.writer = new Writer(writing);
    this.readers = reading.length > 0 ? new Readers(reading) : undefined;
  }

  static async start(options: ThreadsOptions): Promise<SqliteThreads> {
    const { file, busyTimeoutMs } = options;
    const pragmas = [
      'synchronous = NORMAL',
      'foreign_keys = ON',
      'temp_store = MEMORY',
      `cache_size = ${-1024 * options.cacheSizeMb}`,
      `soft_heap_limit = ${1024 * 1024 * options.softHeapLimitMb}`,
    ];
    // A checkpoint syncs the file; with many indexes the default of 1,000 pages would come every few jobs.
    const writerPragmas = ['journal_mode = WAL', 'wal_autocheckpoint = 16000', ...pragmas];
    const writing = await SqliteThread.start({ file, readOnly: false, busyTimeoutMs, pragmas: writerPragmas });
    const readers = file === ':memory:' ? 0 : options.readers;
    const started = await Promise.allSettled(
      Array.from({ length: readers }, () => SqliteThread.start({ file, readOnly: true, busyTimeoutMs, pragmas })),
    );
    const reading = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const threads = new SqliteThreads(writing, reading);
    const failed = started.find((one) => one.status === 'rejected');
    if (!failed) return threads;
    await threads.close();
    throw failed.reason;
  }

  async run(statement: Statement): Promise<StatementResult> {
    const kind = kindOf(statement.sql);
    if (kind === 'read' && this.readers) {
      try {
        return await this.readers.run(statement);
      } catch (error) {
        if (!(error instanceof SqliteError) || error.code !== 'CC_NEEDS_WRITER') throw error;
      }
    }
    const result = await this.writer.run(statement, kind === 'alone');
    if (kind === 'alone' && !/^\s*pragma/i.test(statement.sql)) this.forgetStatements();
    return result;
  }

  leaseWriter(): Promise<Lease> {
    return this.writer.lease();
  }

  leaseReader(): Promise<Lease> {
    return this.readers?.lease() ?? this.writer.lease();
  }

  forgetStatements(): void {
    for (const thread of [this.writing, ...this.reading]) thread.forgetStatements();
  }

  /** Readers first: the last connection to close folds the log into the file. */
  async close(): Promise<void> {
    await Promise.all(this.reading.map((thread) => thread.close()));
    await this.writing.close();
  }
}
