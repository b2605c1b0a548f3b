import { fraction, mix } from '../random.js';
import type { SimulatedCluster } from '../site/cluster-document.js';
import { coresOf } from '../site/hardware.js';
import type { Placement } from './epoch.js';
import { sharesNodes, stateOf, type JobKind } from './job-kind.js';
import type { PlacedJob, Resource } from './simulated-job.js';

/** Writes what the scheduler would report about a placement. */
export function jobDocuments(
  cluster: SimulatedCluster,
  placement: Placement,
  jobId: number,
  arrayJobId: number,
): PlacedJob {
  const { request, start, duration, hosts, slot, member } = placement;
  const hardware = cluster.hardware;
  const key = mix(request.key, member);
  const allCores = coresOf(hardware);
  const allAccelerators = hardware.accelerators?.addresses.length ?? 0;
  const part = (whole: number): { first: number; count: number } =>
    slot === undefined
      ? { first: 0, count: whole }
      : { first: (slot.first * whole) / slot.of, count: (slot.count * whole) / slot.of };
  const cores = part(allCores);
  const accelerators = part(allAccelerators);
  const memory = (hardware.memory - systemMemory(hardware.memory)) * (cores.count / allCores);
  const resources = hosts.map((host): Resource => {
    const hostname = cluster.hosts[host];
    if (hostname === undefined) throw new RangeError(`${cluster.name} has no host ${host}`);
    return {
      hostname,
      ...(slot && { hwthreads: threadsOfCores(cores, allCores, hardware.threadsPerCore) }),
      ...(accelerators.count > 0 && {
        accelerators: hardware.accelerators?.addresses.slice(
          accelerators.first,
          accelerators.first + accelerators.count,
        ),
      }),
    } as Resource;
  });
  const walltime = request.kind === 'timed-out' ? duration : roundUp(duration * (1.1 + 2 * fraction(mix(key, 3))), 600);
  const waited = Math.round(7200 * fraction(mix(key, 4)) * fraction(mix(key, 5)));
  const isArray = request.kind === 'array';
  const partition = partitionOf(request.kind, walltime);
  return {
    cluster: cluster.name,
    kind: request.kind,
    application: request.application,
    key,
    hosts,
    cores,
    accelerators,
    memory,
    start: {
      cluster: cluster.name,
      subCluster: 'main',
      partition,
      project: request.user.project,
      user: request.user.username,
      shared: sharesNodes(request.kind) ? 'multi_user' : 'none',
      resources,
      metaData: {
        jobName: request.name,
        jobScript: script(placement, partition, walltime, cores.count, accelerators.count),
        slurmInfo: `JobId=${jobId} JobName=${request.name} UserId=${request.user.username} Account=${request.user.project} NumNodes=${hosts.length} TimeLimit=${clock(walltime)} Partition=${partition}\n`,
      },
      ...(isArray && { arrayJobId }),
      walltime,
      requestedMemory: Math.floor(memory * 1000),
      jobId,
      numNodes: hosts.length,
      numHwthreads: hosts.length * cores.count * hardware.threadsPerCore,
      numAcc: hosts.length * accelerators.count,
      submitTime: start - waited,
      startTime: start,
    },
    stop: {
      jobId,
      cluster: cluster.name,
      startTime: start,
      stopTime: start + duration,
      jobState: stateOf[request.kind] ?? 'completed',
    },
  };
}

/** Gigabytes that the operating system keeps for itself. */
export function systemMemory(memory: number): number {
  return 4 + memory / 128;
}

function threadsOfCores(cores: { first: number; count: number }, allCores: number, threadsPerCore: number): number[] {
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

function script(
  { request, hosts }: Placement,
  partition: string,
  walltime: number,
  cores: number,
  gpus: number,
): string {
  return [
    '#!/bin/bash -l',
    `#SBATCH --job-name=${request.name}`,
    `#SBATCH --partition=${partition}`,
    `#SBATCH --nodes=${hosts.length}`,
    `#SBATCH --ntasks-per-node=${gpus > 0 ? gpus : cores}`,
    ...(gpus > 0 ? [`#SBATCH --gpus-per-node=${gpus}`] : []),
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
