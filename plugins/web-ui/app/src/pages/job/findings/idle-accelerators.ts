import { formatNumber } from '../../../format/number.js';
import { meanOf, statisticsIn } from '../metric-statistics.js';
import { counted, type Rule } from './finding.js';

const IDLE_PERCENT = 5;
const LOW_PERCENT = 25;

export const idleAccelerators: Rule = ({ job, statistics }) => {
  if (job.numAcc === 0) return undefined;
  const used = statisticsIn(statistics, 'acc_utilization', 'accelerator');
  if (used.length === 0) return undefined;
  const idle = used.filter(({ avg }) => avg < IDLE_PERCENT).length;
  const mean = meanOf(used.map(({ avg }) => avg));
  const common = { id: 'idle-accelerators', metric: 'acc_utilization', scope: 'accelerator' } as const;
  if (idle === used.length) {
    return {
      ...common,
      level: 'bad',
      title: idle === 1 ? 'The accelerator was idle' : 'All accelerators were idle',
      saw: `${counted(idle, 'accelerator')} worked less than ${IDLE_PERCENT} % of the time.`,
      advice: 'Check that the program is built for accelerators and finds them; otherwise use nodes without.',
    };
  }
  if (idle > 0) {
    return {
      ...common,
      level: 'bad',
      title: 'Some accelerators were idle',
      saw: `${counted(idle, 'accelerator')} of ${used.length} worked less than ${IDLE_PERCENT} % of the time.`,
      advice: 'Check that the program uses all it asked for, e.g. with one process for each, or ask for fewer.',
    };
  }
  if (mean >= LOW_PERCENT) return undefined;
  return {
    ...common,
    level: 'warning',
    title: 'Accelerators waited most of the time',
    saw: `They worked ${formatNumber(mean)} % of the time on average.`,
    advice: 'Often they wait for data: try more loader processes, larger batches, or data on a faster file system.',
  };
};
