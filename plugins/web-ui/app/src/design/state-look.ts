import type { IconName } from './icon-shapes.js';

export interface StateLook {
  readonly label: string;
  readonly tone: 'good' | 'info' | 'warning' | 'bad' | 'neutral';
  readonly icon: IconName;
}

const looks: Readonly<Record<string, StateLook>> = {
  running: { label: 'Running', tone: 'info', icon: 'play' },
  completed: { label: 'Completed', tone: 'good', icon: 'check' },
  pending: { label: 'Pending', tone: 'neutral', icon: 'clock' },
  suspended: { label: 'Suspended', tone: 'neutral', icon: 'pause' },
  preempted: { label: 'Preempted', tone: 'warning', icon: 'pause' },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: 'stop' },
  timeout: { label: 'Timeout', tone: 'warning', icon: 'clock' },
  deadline: { label: 'Deadline', tone: 'warning', icon: 'clock' },
  failed: { label: 'Failed', tone: 'bad', icon: 'close' },
  out_of_memory: { label: 'Out of memory', tone: 'bad', icon: 'warning' },
  boot_fail: { label: 'Boot failure', tone: 'bad', icon: 'warning' },
  node_fail: { label: 'Node failure', tone: 'bad', icon: 'warning' },
};

/** In the order in which people look for them. */
export const KNOWN_STATES: readonly string[] = Object.keys(looks);

/** Word, colour and sign: none of them stands alone. */
export function stateLook(state: string): StateLook {
  return looks[state] ?? { label: state, tone: 'neutral', icon: 'question' };
}
