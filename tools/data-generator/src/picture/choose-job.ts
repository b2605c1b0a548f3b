import type { ClusterModel } from '../model/cluster-model.js';
import type { JobKind } from '../schedule/job-kind.js';
import type { PlacedJob } from '../schedule/simulated-job.js';

const shortest = 40 * 60;
const longest = 2 * 3600;

/** A typical job of a kind: long enough to see something, on several nodes where that is the point. */
export function chooseJob(
  models: Iterable<ClusterModel>,
  kind: JobKind,
  from: number,
  to: number,
): { readonly model: ClusterModel; readonly job: PlacedJob } | undefined {
  let best: { readonly model: ClusterModel; readonly job: PlacedJob } | undefined;
  let bestScore = -1;
  for (const model of models) {
    for (const job of model.jobs(from, to)) {
      if (job.kind !== kind) continue;
      const score = scoreOf(job);
      if (score > bestScore) {
        best = { model, job };
        bestScore = score;
      }
    }
    if (best !== undefined && bestScore >= 2) return best;
  }
  return best;
}

function scoreOf({ begin, end, hosts }: PlacedJob): number {
  const duration = end - begin;
  const nodes = Math.min(hosts.length, 4);
  const fits = duration >= shortest && duration <= longest;
  return (fits ? 2 : duration / longest / 2) + nodes / 10;
}
