import { Health, SqlDriver, definePlugin } from '@cc-kernel/core/plugin';
import { SqliteConfig, SqliteConfigToken } from './config.js';
import { healthOf } from './database-health.js';
import { SqliteDriver } from './sqlite-driver.js';

export { SqliteConfig, SqliteConfigToken } from './config.js';
export { SqliteDriver } from './sqlite-driver.js';

export default definePlugin({
  id: 'sql-sqlite',
  provides: [SqlDriver],
  config: SqliteConfig,
  register(bind, config) {
    bind.value(SqliteConfigToken, config);
    bind.singleton(SqlDriver, SqliteDriver);
  },
  async start(context) {
    const driver = context.get(SqlDriver);
    await driver.open();
    context.get(Health).add('database', () => healthOf(driver));
  },
  stop: (context) => context.get(SqlDriver).close(),
});
