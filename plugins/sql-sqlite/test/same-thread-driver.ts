import { setTimeout as delay } from 'node:timers/promises';
import { NotOpenError } from '@cc-kernel/core/plugin';
import type { SqlDriver, TextMatch } from '@cc-kernel/core/plugin';
import Database from 'better-sqlite3';
import knex from 'knex';
import type { Knex } from 'knex';
import { jsonArrayHas, jsonNumber, jsonText, textMatches } from '../src/sqlite-json.js';

/** The smallest driver: knex's own dialect with its one connection in this thread. Shows that the suite asks for nothing of threads. */
export class SameThreadDriver implements SqlDriver {
  readonly supports = { partialIndexes: true, readsBesideTransactions: false, optimize: true } as const;
  private opened: Knex | undefined;

  constructor(readonly place: string) {}

  get knex(): Knex {
    if (!this.opened) throw new NotOpenError(this.place);
    return this.opened;
  }

  async open(): Promise<void> {
    this.opened ??= knex({
      client: 'better-sqlite3',
      connection: { filename: this.place },
      useNullAsDefault: true,
      compileSqlOnError: false,
    });
    await this.opened.raw('PRAGMA foreign_keys = ON');
  }

  jsonNumber(column: string, key: string): Knex.Raw {
    return jsonNumber(this.knex, column, key);
  }

  jsonText(column: string, key: string): Knex.Raw {
    return jsonText(this.knex, column, key);
  }

  jsonArrayHas(column: string, key: string, match: TextMatch): Knex.Raw {
    return jsonArrayHas(this.knex, column, key, match);
  }

  textMatches(column: string | Knex.Raw, match: TextMatch): Knex.Raw {
    return textMatches(this.knex, column, match);
  }

  isDuplicate(error: unknown): boolean {
    return error instanceof Database.SqliteError && /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)$/.test(error.code);
  }

  async optimize(): Promise<void> {
    await this.knex.raw('VACUUM');
    await this.knex.raw('ANALYZE');
  }

  async close(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    if (!opened) return;
    const { pool } = opened.client as Knex.Client;
    do await delay(1);
    while (pool && 'numUsed' in pool && pool.numUsed() + pool.numPendingAcquires() > 0);
    await opened.destroy();
  }
}
