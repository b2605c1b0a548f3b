import type { Command } from 'commander';
import type { ClusterPlan } from '../site/cluster-document.js';
import type { SiteOptions } from '../site/simulated-site.js';
import { parseWhole } from './parse-values.js';

interface SiteFlags {
  readonly seed: number;
  readonly cpuNodes: number;
  readonly gpuNodes: number;
  readonly timestep: number;
}

/** Every command begins with a site. */
export function addSiteFlags(command: Command): Command {
  return command
    .option('--seed <number>', 'everything follows from it', parseWhole(0), 1)
    .option('--cpu-nodes <number>', 'nodes of the CPU cluster; 0: no such cluster', parseWhole(0), 8)
    .option('--gpu-nodes <number>', 'nodes of the GPU cluster; 0: no such cluster', parseWhole(0), 4)
    .option('--timestep <seconds>', 'time between two samples', parseWhole(1), 60);
}

export function siteOptions({ seed, cpuNodes, gpuNodes, timestep }: SiteFlags): SiteOptions {
  const clusters: ClusterPlan[] = [];
  if (cpuNodes > 0) clusters.push({ kind: 'cpu', nodes: cpuNodes });
  if (gpuNodes > 0) clusters.push({ kind: 'gpu', nodes: gpuNodes });
  if (clusters.length === 0) throw new RangeError('a site without nodes has nothing to tell');
  return { seed, clusters, timestep };
}
