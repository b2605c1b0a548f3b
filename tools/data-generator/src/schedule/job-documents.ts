import { fraction, mix } from '../random.js';
import type { SimulatedCluster } from '../site/cluster-document.js';
import { coresOf } from '../site/hardware.js';
import { sharesNodes, type JobKind } from './job-kind.js';
import type { PlacedJob, Resource, SimulatedJob, Span } from './simulated-job.js';

/** Writes what the scheduler reports about a job. */
export function jobDocuments(cluster: SimulatedCluster, job: PlacedJob): SimulatedJob {
  const { hardware } = cluster;
  const { kind, application, request, jobId, arrayJobId, begin, end, state, key, hosts, cores, accelerators } = job;
  const duration = end - begin;
  const shares = sharesNodes(kind);
  const walltime = kind === 'timed-out' ? duration : roundUp(duration * (1.1 + 2 * fraction(mix(key, 3))), 600);
  const waited = Math.round(7200 * fraction(mix(key, 4)) * fraction(mix(key, 5)));
  const partition = partitionOf(kind, walltime);
  const { username: user, project } = request.user;
  const common = { jobId, cluster: cluster.name, startTime: begin };
  return {
    cluster: cluster.name,
    kind,
    application,
    start: {
      ...common,
      subCluster: 'main',
      partition,
      project,
      user,
      shared: shares ? 'multi_user' : 'none',
      resources: resourcesOf(cluster, job, shares),
      metaData: {
        jobName: request.name,
        jobScript: script(job, partition, walltime),
        slurmInfo:
          `JobId=${jobId} JobName=${request.name} UserId=${user} Account=${project} ` +
          `NumNodes=${hosts.length} TimeLimit=${clock(walltime)} Partition=${partition}\n`,
      },
      ...(arrayJobId !== undefined && { arrayJobId }),
      walltime,
      requestedMemory: Math.floor(job.memory * 1000),
      numNodes: hosts.length,
      numHwthreads: hosts.length * cores.count * hardware.threadsPerCore,
      numAcc: hosts.length * accelerators.count,
      submitTime: begin - waited,
    },
    stop: { ...common, stopTime: end, jobState: state },
  };
}

function resourcesOf({ name, hosts, hardware }: SimulatedCluster, job: PlacedJob, shares: boolean): Resource[] {
  const { first, count } = job.accelerators;
  const hwthreads = shares ? threadsOfCores(job.cores, coresOf(hardware), hardware.threadsPerCore) : undefined;
  const accelerators = count > 0 ? hardware.accelerators?.addresses.slice(first, first + count) : undefined;
  return job.hosts.map((host) => {
    const hostname = hosts[host];
    if (hostname === undefined) throw new RangeError(`${name} has no host ${host}`);
    return { hostname, ...(hwthreads && { hwthreads }), ...(accelerators && { accelerators }) };
  });
}

function threadsOfCores(cores: Span, allCores: number, threadsPerCore: number): number[] {
  return Array.from(
    { length: cores.count * threadsPerCore },
    (_, index) => cores.first + (index % cores.count) + Math.floor(index / cores.count) * allCores,
  );
}

function partitionOf(kind: JobKind, walltime: number): string {
  if (kind === 'interactive') return 'devel';
  if (kind === 'shared-node') return 'shared';
  return walltime > 4 * 3600 ? 'long' : 'main';
}

function script({ request, hosts, cores, accelerators }: PlacedJob, partition: string, walltime: number): string {
  return [
    '#!/bin/bash -l',
    `#SBATCH --job-name=${request.name}`,
    `#SBATCH --partition=${partition}`,
    `#SBATCH --nodes=${hosts.length}`,
    `#SBATCH --ntasks-per-node=${accelerators.count > 0 ? accelerators.count : cores.count}`,
    ...(accelerators.count > 0 ? [`#SBATCH --gpus-per-node=${accelerators.count}`] : []),
    ...(request.repeat > 1 ? [`#SBATCH --array=0-${request.repeat - 1}`] : []),
    `#SBATCH --time=${clock(walltime)}`,
    `module load ${request.application.module}`,
    `srun ${request.application.command}`,
    '',
  ].join('\n');
}

function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
