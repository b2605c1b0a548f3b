import { SqlDriver } from '../../contracts/sql-driver.js';
import { forceDatabase, migrateDatabase, revertDatabase } from '../../jobs/migrate-database.js';
import type { RunningKernel } from '../boot.js';
import type { FlagName } from './flag-table.js';

type DatabaseStep = (kernel: RunningKernel) => Promise<string>;

/** Flags that work on the bare database and end the program, in the order in which the first one given wins. */
export const DATABASE_STEPS: readonly (readonly [flag: FlagName, step: DatabaseStep])[] = [
  [
    'migrate-db',
    async (kernel) => {
      const driver = kernel.get(SqlDriver);
      const { from, to } = await migrateDatabase(driver);
      return `The database ${driver.place} is at version ${to}${from === to ? ' already' : from === 0 ? ', newly made' : `, was at ${from}`}.`;
    },
  ],
  [
    'revert-db',
    async (kernel) => {
      const driver = kernel.get(SqlDriver);
      const { from, to } = await revertDatabase(driver);
      return `The database ${driver.place} was taken back from version ${from} to ${to}.`;
    },
  ],
  [
    'force-db',
    async (kernel) => {
      const driver = kernel.get(SqlDriver);
      const { to } = await forceDatabase(driver);
      return `The database ${driver.place} is marked as version ${to}; its tables are as they were.`;
    },
  ],
];

export async function optimizeDatabase(kernel: RunningKernel): Promise<string> {
  const driver = kernel.get(SqlDriver);
  await driver.optimize();
  return `The database ${driver.place} is optimized: space reclaimed, statistics refreshed.`;
}
