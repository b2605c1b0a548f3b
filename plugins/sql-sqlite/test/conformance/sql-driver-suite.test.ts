import { join } from 'node:path';
import { describeSqlDriver } from '@cc-kernel/core/testing';
import { SameThreadDriver } from '../same-thread-driver.js';
import { driverIn, temporaryFolder } from '../temporary.js';

describeSqlDriver('sql-sqlite', async () => {
  const folder = await temporaryFolder();
  return {
    open: async () => {
      const driver = driverIn(folder.path);
      await driver.open();
      return driver;
    },
    dispose: () => folder.remove(),
  };
});

describeSqlDriver('knex with better-sqlite3 in the same thread', async () => {
  const folder = await temporaryFolder();
  return {
    open: async () => {
      const driver = new SameThreadDriver(join(folder.path, 'test.db'));
      await driver.open();
      return driver;
    },
    dispose: () => folder.remove(),
  };
});
