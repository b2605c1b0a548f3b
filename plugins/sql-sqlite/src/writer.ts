import { resultOf } from './sqlite-thread.js';
import type { SqliteThread } from './sqlite-thread.js';
import type { Statement, StatementResult } from './statement.js';

interface QueuedStatement {
  readonly statement: Statement;
  readonly alone: boolean;
  resolve(result: StatementResult): void;
  reject(error: unknown): void;
}

interface QueuedLease {
  grant(): void;
}

/** The thread is one caller's own until `release`: a transaction. */
export interface Lease {
  run(statement: Statement): Promise<StatementResult>;
  release(): void;
}

const mostTogether = 128;

/**
 * The only thread that changes the file. Callers are served in order; changes that wait at the same moment share one commit, which is
 * what makes many small ones cheap.
 */
export class Writer {
  private readonly queue: (QueuedStatement | QueuedLease)[] = [];
  private busy = false;

  constructor(private readonly thread: SqliteThread) {}

  run(statement: Statement, alone: boolean): Promise<StatementResult> {
    return new Promise((resolve, reject) => {
      this.queue.push({ statement, alone, resolve, reject });
      this.next();
    });
  }

  lease(): Promise<Lease> {
    return new Promise((resolve) => {
      this.queue.push({ grant: () => resolve(this.makeLease()) });
      this.next();
    });
  }

  private makeLease(): Lease {
    let held = true;
    return {
      run: (statement) => this.thread.run(statement),
      release: () => {
        if (!held) return;
        held = false;
        this.busy = false;
        this.next();
      },
    };
  }

  private next(): void {
    if (this.busy) return;
    const first = this.queue.shift();
    if (!first) return;
    this.busy = true;
    if ('grant' in first) first.grant();
    else void this.execute(this.withCompany(first));
  }

  private withCompany(first: QueuedStatement): QueuedStatement[] {
    const batch = [first];
    while (!first.alone && batch.length < mostTogether) {
      const candidate = this.queue[0];
      if (!candidate || 'grant' in candidate || candidate.alone) break;
      batch.push(candidate);
      this.queue.shift();
    }
    return batch;
  }

  private async execute(batch: readonly QueuedStatement[]): Promise<void> {
    try {
      const statements = batch.map(({ statement }) => statement);
      const outcomes = await this.thread.post(statements, batch.length > 1);
      for (const [place, queued] of batch.entries()) {
        try {
          queued.resolve(resultOf(outcomes[place]));
        } catch (error) {
          queued.reject(error);
        }
      }
    } catch (error) {
      for (const queued of batch) queued.reject(error);
    }
    this.busy = false;
    this.next();
  }
}
