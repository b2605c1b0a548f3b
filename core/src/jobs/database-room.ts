import { Type } from 'typebox';
import { DatabaseSchema } from '../contracts/database-schema.js';
import { SqlDriver } from '../contracts/sql-driver.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { AdoptedSchema } from './adopted-schema.js';

export const databaseRoom = definePlugin({
  id: 'core.database',
  provides: [DatabaseSchema],
  needs: [SqlDriver],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    bind.singleton(DatabaseSchema, AdoptedSchema);
  },
  start: (context) => context.get(DatabaseSchema).open(),
});
