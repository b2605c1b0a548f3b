import type { IconName } from '../../design/icon-shapes.js';

export interface LogLevelLook {
  readonly label: string;
  readonly tone: 'bad' | 'warning' | 'info' | 'neutral';
  readonly icon: IconName;
}

/** By syslog priority. */
export const LOG_LEVELS: readonly LogLevelLook[] = [
  { label: 'Emergency', tone: 'bad', icon: 'warning' },
  { label: 'Alert', tone: 'bad', icon: 'warning' },
  { label: 'Critical', tone: 'bad', icon: 'warning' },
  { label: 'Error', tone: 'bad', icon: 'close' },
  { label: 'Warning', tone: 'warning', icon: 'warning' },
  { label: 'Notice', tone: 'info', icon: 'check' },
  { label: 'Info', tone: 'neutral', icon: 'check' },
  { label: 'Debug', tone: 'neutral', icon: 'search' },
];

/** Word, colour and sign: none of them stands alone. */
export function logLevelLook(priority: number): LogLevelLook {
  return LOG_LEVELS[priority] ?? { label: `Level ${priority}`, tone: 'neutral', icon: 'question' };
}
