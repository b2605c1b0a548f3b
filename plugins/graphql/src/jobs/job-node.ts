import type { EnergyFootprint, Footprint, JobResource } from '@cc-kernel/core/plugin';
import type { JobView } from '@cc-kernel/core/use-cases';
import type { JobLookups } from './job-lookups.js';
import type { EnergyFootprintValueType, FootprintValueType, JobType, ResourceType } from './job-types.js';

export function jobNode({ job, tags, metaData }: JobView, lookups: JobLookups): JobType {
  return {
    id: job.id,
    jobId: job.jobId,
    user: job.user,
    project: job.project,
    cluster: job.cluster,
    subCluster: job.subCluster,
    startTime: job.startTime,
    duration: job.duration,
    walltime: job.walltime,
    numNodes: job.numNodes,
    numHWThreads: job.numHwthreads,
    numAcc: job.numAcc,
    energy: job.energy,
    SMT: job.smt,
    shared: job.shared,
    partition: job.partition,
    arrayJobId: job.arrayJobId,
    monitoringStatus: job.monitoringStatus,
    state: job.jobState,
    tags,
    resources: job.resources.map(resourceNode),
    concurrentJobs: () => lookups.concurrentJobs(job),
    footprint: footprintValues(job.footprint),
    energyFootprint: energyValues(job.energyFootprint),
    metaData,
    userData: () => lookups.userData(job),
  };
}

function resourceNode({ hostname, hwthreads, accelerators, configuration = '' }: JobResource): ResourceType {
  return { hostname, hwthreads, accelerators, configuration };
}

/** `mem_used_max` → `mem_used`, `max`. */
function footprintValues(footprint: Footprint | undefined): readonly FootprintValueType[] {
  return Object.entries(footprint ?? {}).map(([key, value]) => {
    const cut = key.lastIndexOf('_');
    return { name: key.slice(0, Math.max(cut, 0)), stat: key.slice(cut + 1), value };
  });
}

function energyValues(energy: EnergyFootprint | undefined): readonly EnergyFootprintValueType[] {
  return Object.entries(energy ?? {}).map(([metric, value]) => ({ hardware: hardwareOf(metric), metric, value }));
}

const hardwareByWord: readonly (readonly [word: RegExp, hardware: string])[] = [
  [/cpu|Cpu|CPU/, 'CPU'],
  [/acc|Acc|ACC/, 'Accelerator'],
  [/mem|Mem|MEM/, 'Memory'],
  [/core|Core|CORE/, 'Core'],
];

/** By the first word that the metric's name holds, in this order. */
function hardwareOf(metric: string): string {
  return hardwareByWord.find(([word]) => word.test(metric))?.[1] ?? 'Other';
}
