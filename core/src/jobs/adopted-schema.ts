import { inject, injectable } from 'tsyringe';
import type { DatabaseSchema } from '../contracts/database-schema.js';
import { Logger } from '../contracts/logger.js';
import { SqlDriver } from '../contracts/sql-driver.js';
import { NotOpenError } from '../errors/index.js';
import { moveCachedJobs } from './cached-jobs.js';
import { referenceVersion } from './migrations/reference-version.js';
import { runMigrations } from './migrations/run-migrations.js';
import { mustBeServable, readSchemaState } from './schema-state.js';

/**
 * Opens whatever database is there. An empty one gets its tables at once; one of cc-backend is served in place, its tables and its note of the
 * version untouched, and gets our own tables beside them.
 */
@injectable()
export class AdoptedSchema implements DatabaseSchema {
  private opened: number | undefined;

  constructor(
    @inject(SqlDriver) private readonly driver: SqlDriver,
    @inject(Logger) private readonly log: Logger,
  ) {}

  get version(): number {
    if (this.opened === undefined) throw new NotOpenError('the database schema');
    return this.opened;
  }

  async open(): Promise<void> {
    const { driver, log } = this;
    const state = await readSchemaState(driver.knex);
    if (state) mustBeServable(driver.place, state);
    const steps = await runMigrations(driver);
    const version = state?.version ?? referenceVersion;
    if (steps.length > 0) log.info({ steps, version }, state ? 'database adopted' : 'database created');
    if (version < referenceVersion)
      log.warn({ version }, `the database lacks the indexes of version ${referenceVersion}; -migrate-db adds them`);
    const moved = await driver.knex.transaction((transaction) => moveCachedJobs(transaction));
    if (moved > 0)
      log.info({ jobs: moved }, 'started jobs that cc-backend had not committed yet are in the job table now');
    this.opened = version;
  }
}
