import { formatNumber, formatQuantity } from '../../../format/number.js';
import { meanOf, statisticsIn } from '../metric-statistics.js';
import type { Rule } from './finding.js';

/** Where accelerators or idle cores explain a low clock, it is no finding of its own. */
export const throttledClock: Rule = ({ job, metric, statistics }) => {
  const settings = metric('clock');
  const nodes = statisticsIn(statistics, 'clock', 'node').toSorted((a, b) => a.avg - b.avg);
  const slowest = nodes[0];
  const busy = meanOf(statisticsIn(statistics, 'cpu_user', 'node').map(({ avg }) => avg)) >= 50;
  if (!settings || !slowest || !busy || job.numAcc > 0 || slowest.avg > settings.caution) return undefined;
  return {
    id: 'clock',
    level: 'warning',
    title: 'Cores ran slower than they can',
    saw: `${slowest.hostname} ran at ${formatQuantity(slowest.avg, settings.unit)} on average; ${formatQuantity(settings.normal, settings.unit)} are normal.`,
    advice: 'Heat or a power limit holds them back. It is not the program’s fault: tell the support of your site.',
    metric: 'clock',
  };
};

export const waitingForFiles: Rule = ({ metric, statistics }) => {
  const settings = metric('cpu_iowait');
  const waiting = meanOf(statisticsIn(statistics, 'cpu_iowait', 'node').map(({ avg }) => avg));
  if (!settings || !(waiting >= settings.caution)) return undefined;
  return {
    id: 'iowait',
    level: waiting >= settings.alert ? 'bad' : 'warning',
    title: 'Much time was spent waiting for files',
    saw: `Cores waited ${formatNumber(waiting)} % of the time for reading and writing.`,
    advice: 'Read and write fewer, larger pieces, keep small files off shared file systems, or use node-local storage.',
    metric: 'cpu_iowait',
  };
};
