import type { SubCluster } from './cluster.js';
import type { EnergyFootprint, Footprint, JobStatistics } from './job.js';
import type { Seconds } from './time.js';
import { round2 } from './statistics.js';
import { findPrefix } from './units.js';

type Statistics = Readonly<Record<string, JobStatistics>>;

/** `<metric>_<statistic>` of each footprint metric of the job's own sub-cluster; 0 where the job has no statistics. */
export function jobFootprint(subCluster: SubCluster, statistics: Statistics): Footprint {
  const entries: [string, number][] = [];
  for (const { name, footprint } of subCluster.metricConfig) {
    if (footprint !== '') entries.push([`${name}_${footprint}`, ownValue(statistics, name)?.[footprint] ?? 0]);
  }
  return Object.fromEntries(entries);
}

/** What a job used, in kWh, by metric and together. */
export interface JobEnergy {
  readonly energyFootprint: EnergyFootprint;
  readonly energy: number;
}

/** From the averages of the energy metrics of the job's own sub-cluster. */
export function jobEnergy(
  subCluster: SubCluster,
  statistics: Statistics,
  job: { readonly numNodes: number; readonly duration: Seconds },
): JobEnergy {
  const entries: [string, number][] = [];
  for (const { name, energy, unit, timestep } of subCluster.metricConfig) {
    if (energy === '') continue;
    const scale = findPrefix(unit.prefix ?? '')?.factor ?? 1;
    const perNode = (ownValue(statistics, name)?.avg ?? 0) * scale;
    const kilowattHours =
      energy === 'power'
        ? (perNode * job.numNodes * (job.duration / 3600)) / 1000
        : (perNode * job.numNodes * (job.duration / timestep)) / 3.6e6; // a sample is the joules of one timestep
    entries.push([name, round2(kilowattHours)]);
  }
  const energy = round2(entries.reduce((sum, [, value]) => sum + value, 0));
  return { energyFootprint: Object.fromEntries(entries), energy };
}

function ownValue(statistics: Statistics, metric: string): JobStatistics | undefined {
  return Object.hasOwn(statistics, metric) ? statistics[metric] : undefined;
}
