import { SqlDriver, definePlugin } from '@cc-kernel/core/plugin';
import { SqliteConfig, SqliteConfigToken } from './config.js';
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
  start: (context) => context.get(SqlDriver).open(),
  stop: (context) => context.get(SqlDriver).close(),
});
