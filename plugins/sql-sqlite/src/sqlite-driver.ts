import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, NotOpenError, Settings } from '@cc-kernel/core/plugin';
import type { SqlDriver, TextMatch } from '@cc-kernel/core/plugin';
import knex, { type Knex } from 'knex';

import { inject, injectable } from 'tsyringe';
import { SqliteConfigToken } from './config.js';
import type { SqliteConfig } from './config.js';
import { DatabaseUnusableError } from './database-unusable-error.js';
import { SqliteClient } from './sqlite-client.js';
import { SqliteError } from './sqlite-error.js';
import { jsonArrayHas, jsonNumber, jsonText, textMatches } from './sqlite-json.js';
import { SqliteThreads } from './sqlite-threads.js';

const inMemory = ':memory:';
/** More callers than this at once wait for a seat. */
const seats = 256;

@injectable()
export class SqliteDriver implements SqlDriver {
  readonly place: string;
  readonly supports: SqlDriver['supports'];
  private opened: { readonly threads: SqliteThreads; readonly knex: Knex } | undefined;

  constructor(
    @inject(SqliteConfigToken) private readonly config: SqliteConfig,
    @inject(Settings) settings: Settings,
    @inject(Logger) private readonly log: Logger,
  ) {
    const readsBesideTransactions = config.file !== inMemory;
    this.supports = { partialIndexes: true, readsBesideTransactions, optimize: true };
    this.place = config.file === inMemory ? inMemory : resolve(settings.root, config.file);
  }

  get knex(): Knex {
    if (!this.opened) throw new NotOpenError(`the database ${this.place}`);
    return this.opened.knex;
  }

  async open(): Promise<void> {
    if (this.opened) return;
    const threads = await this.startThreads();
    this.opened = {
      threads,
      knex: knex({
        client: SqliteClient as unknown as typeof Knex.Client,
        connection: { filename: this.place, threads } as Knex.StaticConnectionConfig,
        pool: { min: 0, max: seats, acquireTimeoutMillis: this.busyTimeoutMs },
        useNullAsDefault: true,
        log: { warn: (text: string) => this.log.warn({}, text), error: (text: string) => this.log.error({}, text) },
        compileSqlOnError: false, // values of a failed statement stay out of messages
      }),
    };
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
    return error instanceof SqliteError && /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)$/.test(error.code);
  }

  async optimize(): Promise<void> {
    await this.knex.raw('VACUUM');
    await this.knex.raw('ANALYZE');
  }

  async close(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    if (!opened) return;
    await idle(opened.knex);
    await opened.knex.destroy();
    await opened.threads.close();
  }

  private get busyTimeoutMs(): number {
    return positive(this.config['busy-timeout-ms']) ?? 60_000;
  }

  private async startThreads(): Promise<SqliteThreads> {
    const { config } = this;
    const connections = positive(config['max-open-connections']);
    try {
      if (this.place !== inMemory) await mkdir(dirname(this.place), { recursive: true });
      return await SqliteThreads.start({
        file: this.place,
        readers: positive(config.readers) ?? (connections ? Math.max(1, connections - 1) : 3),
        busyTimeoutMs: this.busyTimeoutMs,
        cacheSizeMb: positive(config['cache-size-mb']) ?? 2048,
        softHeapLimitMb: positive(config['soft-heap-limit-mb']) ?? 16_384,
      });
    } catch (error) {
      throw new DatabaseUnusableError(this.place, { cause: error instanceof Error ? error : new Error(String(error)) });
    }
  }
}

/** knex would break off whatever still waits for a seat. */
async function idle(knex: Knex): Promise<void> {
  const { pool } = knex.client as Knex.Client;
  do await delay(1);
  while (pool && 'numUsed' in pool && pool.numUsed() + pool.numPendingAcquires() > 0);
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
