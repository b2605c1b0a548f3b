import { token } from '@cc-kernel/core/plugin';
import { Type } from 'typebox';
import type { Static } from 'typebox';

const tuning = (description: string) =>
  Type.Optional(Type.Integer({ description: `${description}; 0 or less: default` }));

/** `file` is `main.db`, the others are keys of `main.db-config`, plus `readers`. */
export const SqliteConfig = Type.Object(
  {
    file: Type.String({
      minLength: 1,
      default: './var/job.db',
      description: 'Database file; made when absent. Relative to the site folder',
    }),
    readers: tuning('Threads that only read, default 3'),
    'cache-size-mb': tuning('Page cache of each thread, filled as pages are read, default 2048'),
    'soft-heap-limit-mb': tuning('Memory of the engine in the whole process, default 16384'),
    'busy-timeout-ms': tuning('Wait for a lock of another process, default 60000'),
    'max-open-connections': tuning('Threads in total: one writes, the others read; `readers` wins'),
    'max-idle-connections': tuning('No meaning here: threads stay until the server stops'),
    'max-idle-time-minutes': tuning('No meaning here: threads stay until the server stops'),
  },
  { additionalProperties: false },
);
export type SqliteConfig = Static<typeof SqliteConfig>;
export const SqliteConfigToken = token<SqliteConfig>('sql-sqlite.Config');
