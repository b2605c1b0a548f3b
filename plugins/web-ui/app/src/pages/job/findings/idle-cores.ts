import { formatNumber } from '../../../format/number.js';
import { meanOf, statisticsIn } from '../metric-statistics.js';
import { counted, type Finding, type Rule } from './finding.js';

/** Percent of the time below which a core did nothing. */
const IDLE_PERCENT = 5;
const MANY = 0.25;
const MOST = 0.5;

/** Jobs on accelerators are judged by those: one core each is often enough to feed them. */
export const idleCores: Rule = (evidence) => {
  if (evidence.job.numAcc > 0) return undefined;
  const cores = statisticsIn(evidence.statistics, 'cpu_user', 'core');
  const loads = statisticsIn(evidence.statistics, 'cpu_load', 'node');
  const exclusive = evidence.job.shared === 'none';
  const total = allocatedCores(evidence.job, evidence.perNode);
  const load = exclusive && loads.length > 0 ? loads.reduce((sum, { avg }) => sum + avg, 0) : undefined;
  const loadText =
    load === undefined
      ? undefined
      : `CPU load ${formatNumber(meanOf(loads.map(({ avg }) => avg)))} of ${Math.round(total / Math.max(1, evidence.job.numNodes))}${loads.length > 1 ? ' per node' : ''}`;
  if (cores.length > 0) {
    const idle = cores.filter(({ avg }) => avg < IDLE_PERCENT).length;
    if (idle / cores.length < MANY) return undefined;
    const saw = `${counted(idle, 'core')} of ${cores.length} did next to nothing${loadText ? ` (${loadText})` : ''}.`;
    return { ...finding(idle / cores.length, saw, 'cpu_user'), scope: 'core' };
  }
  if (load === undefined || total === 0) return undefined;
  const idleShare = 1 - load / total;
  if (idleShare < MANY) return undefined;
  const saw = `${loadText}: ${idleShare >= MOST ? 'most cores were idle' : 'a good part of the cores was idle'}.`;
  return finding(idleShare, saw, 'cpu_load');
};

function finding(share: number, saw: string, metric: string): Finding {
  return {
    id: 'idle-cores',
    level: share >= MOST ? 'bad' : 'warning',
    title: share >= MOST ? 'Most cores were idle' : 'Some cores were idle',
    saw,
    advice:
      'Cores that are reserved count as used. Check the number of processes and threads that the program starts and where they are pinned, or ask for fewer cores.',
    metric,
  };
}

function allocatedCores(
  { numHWThreads }: { numHWThreads: number },
  perNode: { cores: number; hwthreads: number },
): number {
  const threadsPerCore = perNode.cores > 0 ? Math.max(1, perNode.hwthreads / perNode.cores) : 1;
  return numHWThreads / threadsPerCore;
}
