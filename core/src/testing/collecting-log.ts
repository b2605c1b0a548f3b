import type { Logger } from '../contracts/logger.js';
import { openLog } from '../kernel/log/open-log.js';

export interface CollectingLog {
  readonly logger: Logger;
  readonly logOf: (plugin: string) => Logger;
  /** As an operator would see them. */
  readonly lines: readonly string[];
}

/** A log whose lines a test can read. */
export function collectingLog(): CollectingLog {
  const lines: string[] = [];
  const log = openLog({ level: 'debug', style: { journal: false, date: false }, write: (line) => lines.push(line) });
  return { logger: log, logOf: (plugin) => log.child({ plugin }), lines };
}
