import type { Logger as PinoLogger } from 'pino';
import { openLog, type LogOptions } from '../log/open-log.js';
import type { Flags } from './parse-flags.js';
import type { Surroundings } from './surroundings.js';

const LEVELS: Readonly<Record<string, LogOptions['level']>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  err: 'error',
  fatal: 'error',
  crit: 'fatal',
};

/** The log that `-loglevel` and `-logdate` ask for. */
export function logOfFlags(flags: Flags, { env, writeError }: Surroundings): PinoLogger {
  const wanted = flags.textOf('loglevel') ?? 'warn';
  const level = LEVELS[wanted];
  const log = openLog({
    level: level ?? 'debug',
    style: { journal: env['JOURNAL_STREAM'] !== undefined, date: flags.has('logdate') },
    write: (line) => writeError(`${line}\n`),
  });
  if (!level) log.error({}, `-loglevel "${wanted}" is none of ${Object.keys(LEVELS).join(', ')}: everything is logged`);
  return log;
}
