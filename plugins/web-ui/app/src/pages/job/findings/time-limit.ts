import { formatDuration } from '../../../format/duration.js';
import { formatPercent } from '../../../format/number.js';
import type { Rule } from './finding.js';

const SOON = 0.9;
const LITTLE = 0.25;
/** Shorter limits are not worth a word. */
const LONG_LIMIT = 4 * 3600;

export const timeLimit: Rule = ({ job }) => {
  const { state, duration, walltime } = job;
  if (walltime <= 0) return undefined;
  const share = duration / walltime;
  if (state === 'timeout' || state === 'deadline') {
    return {
      id: 'time-limit',
      level: 'warning',
      title: 'The job was ended at its time limit',
      saw: `It was allowed ${formatDuration(walltime)} and was not done by then.`,
      advice: 'What was not saved is lost. Ask for more time, use more resources, or write checkpoints to go on from.',
    };
  }
  if (state === 'running' && share >= SOON) {
    return {
      id: 'time-limit',
      level: 'warning',
      title: 'The time limit is near',
      saw: `${formatDuration(Math.max(0, walltime - duration))} of ${formatDuration(walltime)} are left.`,
      advice: 'The job is ended at its limit, whether it is done or not. Some sites extend it on request.',
    };
  }
  if (state === 'completed' && walltime >= LONG_LIMIT && share < LITTLE) {
    return {
      id: 'time-limit',
      level: 'info',
      title: 'Much less time was needed than asked for',
      saw: `${formatDuration(duration)} of ${formatDuration(walltime)} (${formatPercent(share)}).`,
      advice: 'Jobs with a tighter limit usually start earlier.',
    };
  }
  return undefined;
};
