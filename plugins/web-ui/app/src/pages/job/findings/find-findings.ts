import type { Evidence, Finding, Rule } from './finding.js';
import { idleAccelerators } from './idle-accelerators.js';
import { idleCores } from './idle-cores.js';
import { memoryLimit } from './memory.js';
import { nodeImbalance } from './node-imbalance.js';
import { throttledClock, waitingForFiles } from './slow-hardware.js';
import { timeLimit } from './time-limit.js';

/** What the scheduler says holds for every job; what samples say only for those that ran long enough. */
const ALWAYS: readonly Rule[] = [memoryLimit, timeLimit];
const MEASURED: readonly Rule[] = [idleAccelerators, idleCores, nodeImbalance, waitingForFiles, throttledClock];

const ORDER: readonly Finding['level'][] = ['bad', 'warning', 'info'];
const MOST = 5;

/** Worst first, at most five. */
export function findFindings(evidence: Evidence, shortJobSeconds: number): readonly Finding[] {
  const rules = evidence.job.duration < shortJobSeconds ? ALWAYS : [...ALWAYS, ...MEASURED];
  return rules
    .map((rule) => rule(evidence))
    .filter((finding) => finding !== undefined)
    .toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
    .slice(0, MOST);
}
