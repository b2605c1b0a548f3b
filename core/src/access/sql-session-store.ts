import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import type { SessionStore } from '../contracts/session-store.js';
import { SqlDriver } from '../contracts/sql-driver.js';

const TABLE = 'cck_session';

interface SessionRow {
  /** SHA-256 of the session's id: who reads the table cannot use what is in it. */
  readonly id: string;
  readonly username: string | null;
  readonly data: string | Uint8Array;
  /** Unix seconds. */
  readonly expires_at: number;
}

/** Sessions in SQL: they survive a restart, and ending one ends it everywhere. */
@injectable()
export class SqlSessionStore implements SessionStore {
  constructor(
    @inject(SqlDriver) private readonly sql: SqlDriver,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async get(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const row = await this.rows()
      .where({ id: keyOf(id) })
      .where('expires_at', '>', this.clock.now())
      .first();
    return row && parse((row as SessionRow).data);
  }

  async set(id: string, session: Readonly<Record<string, unknown>>, maxAgeMs: number): Promise<void> {
    const username = session['username'];
    const row: SessionRow = {
      id: keyOf(id),
      username: typeof username === 'string' ? username : null,
      data: JSON.stringify(session),
      expires_at: this.clock.now() + Math.ceil(maxAgeMs / 1000),
    };
    await this.sql.knex(TABLE).insert(row).onConflict('id').merge();
  }

  async destroy(id: string): Promise<void> {
    await this.rows()
      .where({ id: keyOf(id) })
      .delete();
  }

  async destroyAllOf(username: string): Promise<number> {
    return this.sql.knex(TABLE).where({ username }).delete();
  }

  /** Removes what nobody can use any more. */
  async purge(): Promise<number> {
    return this.sql.knex(TABLE).where('expires_at', '<=', this.clock.now()).delete();
  }

  private rows(): Knex.QueryBuilder<SessionRow> {
    return this.sql.knex<SessionRow>(TABLE);
  }
}

function keyOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

/** A row that cannot be read is a session that is not there: its owner logs in again. */
function parse(data: string | Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
