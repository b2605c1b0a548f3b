import { formatPercent, formatQuantity } from '../../../format/number.js';
import { statisticsIn } from '../metric-statistics.js';
import type { Rule } from './finding.js';

const NEAR = 0.92;

/** On shared nodes the figure is that of all jobs, so only the scheduler's word counts there. */
export const memoryLimit: Rule = ({ job, metric, statistics }) => {
  const settings = metric('mem_used');
  const worst = statisticsIn(statistics, 'mem_used', 'node').toSorted((a, b) => b.max - a.max)[0];
  const share = settings && worst && settings.peak > 0 ? worst.max / settings.peak : undefined;
  const measured =
    settings && worst && share !== undefined
      ? `${worst.hostname} used up to ${formatQuantity(worst.max, settings.unit)} of ${formatQuantity(settings.peak, settings.unit)} (${formatPercent(share)}).`
      : undefined;
  if (job.state === 'out_of_memory') {
    return {
      id: 'memory',
      level: 'bad',
      title: 'The job ran out of memory',
      saw: `The system ended it for that. ${measured ?? ''}`.trim(),
      advice: 'Spread it over more nodes, start fewer processes on each, or look for memory that is not freed.',
      metric: 'mem_used',
    };
  }
  if (job.shared !== 'none' || measured === undefined || share === undefined || share < NEAR) return undefined;
  return {
    id: 'memory',
    level: 'warning',
    title: 'Memory was almost full',
    saw: measured,
    advice: 'A little more data and the job is killed. Leave some room: more nodes, or fewer processes on each.',
    metric: 'mem_used',
  };
};
