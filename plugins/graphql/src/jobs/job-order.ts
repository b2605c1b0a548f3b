import { InvalidInputError, type JobOrder } from '@cc-kernel/core/plugin';
import type { Given, OrderByInput } from './job-inputs.js';

/** Names by which clients sort, in snake_case, and what the job list calls them: those of `Job`, and cc-backend's columns. */
const columns = new Map([
  ['id', 'id'],
  ['job_id', 'jobId'],
  ['array_job_id', 'arrayJobId'],
  ['user', 'user'],
  ['hpc_user', 'user'],
  ['project', 'project'],
  ['cluster', 'cluster'],
  ['sub_cluster', 'subCluster'],
  ['subcluster', 'subCluster'],
  ['partition', 'partition'],
  ['cluster_partition', 'partition'],
  ['start_time', 'startTime'],
  ['submit_time', 'submitTime'],
  ['duration', 'duration'],
  ['walltime', 'walltime'],
  ['state', 'jobState'],
  ['job_state', 'jobState'],
  ['num_nodes', 'numNodes'],
  ['num_hwthreads', 'numHwthreads'],
  ['num_hw_threads', 'numHwthreads'],
  ['num_acc', 'numAcc'],
  ['smt', 'smt'],
  ['shared', 'shared'],
  ['monitoring_status', 'monitoringStatus'],
  ['energy', 'energy'],
]);
const footprintKey = /^[A-Za-z0-9_]+$/;

/** @param input `type: "col"` names a field of the job, any other type an entry of the footprint */
export function jobOrder(input: Given<OrderByInput>): JobOrder | undefined {
  if (!input) return undefined;
  const direction = input.order === 'DESC' ? 'desc' : 'asc';
  const name = snakeCase(input.field);
  if (input.type !== 'col') {
    if (footprintKey.test(name)) return { by: { footprint: name }, direction };
    throw new InvalidInputError(`cannot sort by ${JSON.stringify(input.field)}: not a key of the footprint`);
  }
  const column = columns.get(name);
  if (column !== undefined) return { by: { column }, direction };
  throw new InvalidInputError(`cannot sort by ${JSON.stringify(input.field)}: not a field of Job that can be sorted`);
}

/** `numHWThreads` → `num_hw_threads`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
