import { formatQuantity } from '../../../format/number.js';
import { statisticsIn } from '../metric-statistics.js';
import type { Rule } from './finding.js';

const METRICS = ['flops_any', 'cpu_load', 'mem_bw'];
/** The least busy node does less than this part of what the busiest does. */
const UNEVEN = 0.5;
/** Below this part of what is normal, differences are noise. */
const NOISE = 0.05;

export const nodeImbalance: Rule = ({ metric, statistics }) => {
  for (const name of METRICS) {
    const settings = metric(name);
    const nodes = statisticsIn(statistics, name, 'node').toSorted((a, b) => a.avg - b.avg);
    const [least, most] = [nodes.at(0), nodes.at(-1)];
    if (!settings || !least || !most || nodes.length < 2) continue;
    if (most.avg < settings.normal * NOISE || least.avg >= most.avg * UNEVEN) continue;
    const text = (value: number): string => formatQuantity(value, settings.unit);
    return {
      id: 'node-imbalance',
      level: 'warning',
      title: 'The nodes did not work equally',
      saw: `${name}: ${least.hostname} ${text(least.avg)}, ${most.hostname} ${text(most.avg)} on average.`,
      advice: 'The busiest node decides how long it takes. Distribute the work more evenly, or use fewer nodes.',
      metric: name,
    };
  }
  return undefined;
};
