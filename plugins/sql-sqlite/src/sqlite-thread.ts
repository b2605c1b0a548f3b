import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SqliteError } from './sqlite-error.js';
import type { Statement, StatementResult } from './statement.js';

export interface ThreadOptions {
  readonly file: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
  readonly pragmas: readonly string[];
}

interface EngineFailure {
  readonly message: string;
  readonly code: string;
}

export type Outcome = StatementResult | { readonly error: EngineFailure };

type Answer = { ready: true } | { failed: EngineFailure } | { id: number; results: readonly Outcome[] };

interface Waiting {
  resolve(results: readonly Outcome[]): void;
  reject(error: Error): void;
}

/** One connection in a worker thread. What is posted runs in order, one after the other. */
export class SqliteThread {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private gone: Error | undefined;

  private constructor(private readonly worker: Worker) {}

  static async start(options: ThreadOptions): Promise<SqliteThread> {
    const worker = new Worker(new URL('../worker/sqlite-worker.js', import.meta.url), { workerData: options });
    const [first] = (await once(worker, 'message')) as [Answer];
    if ('failed' in first) {
      await worker.terminate();
      throw new SqliteError(first.failed.message, first.failed.code);
    }
    const thread = new SqliteThread(worker);
    worker.on('message', (answer: Answer) => thread.answered(answer));
    worker.on('error', (error: Error) => thread.ended(error));
    worker.on('exit', () => thread.ended(new SqliteError('the database thread has ended', 'SQLITE_MISUSE')));
    return thread;
  }

  /** @param together one transaction around all of them: one commit, and all or nothing if the engine gives up */
  post(statements: readonly Statement[], together: boolean): Promise<readonly Outcome[]> {
    if (this.gone) return Promise.reject(this.gone);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      try {
        this.worker.postMessage({ id, statements, together });
      } catch (error) {
        this.waiting.delete(id); // a value that cannot be sent, e.g. a function among the bindings
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  async run(statement: Statement): Promise<StatementResult> {
    const [outcome] = await this.post([statement], false);
    return resultOf(outcome);
  }

  /** Statements prepared before a change of the schema are prepared anew. */
  forgetStatements(): void {
    if (!this.gone) this.worker.postMessage({ forget: true });
  }

  async close(): Promise<void> {
    if (this.gone) return;
    const exited = once(this.worker, 'exit');
    this.worker.postMessage({ close: true });
    await exited;
  }

  private answered(answer: Answer): void {
    if (!('id' in answer)) return;
    this.waiting.get(answer.id)?.resolve(answer.results);
    this.waiting.delete(answer.id);
  }

  private ended(reason: Error): void {
    this.gone ??= reason;
    for (const waiting of this.waiting.values()) waiting.reject(this.gone);
    this.waiting.clear();
  }
}

export function resultOf(outcome: Outcome | undefined): StatementResult {
  if (!outcome) throw new SqliteError('the database thread gave no answer', 'SQLITE_MISUSE');
  if ('error' in outcome) throw new SqliteError(outcome.error.message, outcome.error.code);
  return outcome;
}
