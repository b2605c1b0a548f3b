import type { Knex } from 'knex';
import type { JobOrder } from '../contracts/job-store.js';
import type { SqlDriver } from '../contracts/sql-driver.js';
import { InvalidInputError } from '../errors/index.js';

/** Names of the GraphQL and REST fields, and cc-backend's spellings of its columns, to columns. */
const columns = new Map<string, string>([
  ['id', 'id'],
  ['jobId', 'job_id'],
  ['user', 'hpc_user'],
  ['hpcUser', 'hpc_user'],
  ['project', 'project'],
  ['cluster', 'cluster'],
  ['subCluster', 'subcluster'],
  ['subcluster', 'subcluster'],
  ['partition', 'cluster_partition'],
  ['clusterPartition', 'cluster_partition'],
  ['arrayJobId', 'array_job_id'],
  ['submitTime', 'submit_time'],
  ['startTime', 'start_time'],
  ['duration', 'duration'],
  ['walltime', 'walltime'],
  ['state', 'job_state'],
  ['jobState', 'job_state'],
  ['shared', 'shared'],
  ['smt', 'smt'],
  ['SMT', 'smt'],
  ['monitoringStatus', 'monitoring_status'],
  ['energy', 'energy'],
  ['numNodes', 'num_nodes'],
  ['numHWThreads', 'num_hwthreads'],
  ['numHwthreads', 'num_hwthreads'],
  ['numAcc', 'num_acc'],
  ['numAccelerators', 'num_acc'],
]);

/** Sorts, with `id` in the same direction last, so that pages never overlap. Without an order: by `id`. */
export function applyOrder(query: Knex.QueryBuilder, order: JobOrder | undefined, driver: SqlDriver): void {
  if (!order) {
    void query.orderBy('id', 'asc');
    return;
  }
  const direction = order.direction === 'desc' ? 'desc' : 'asc';
  if ('footprint' in order.by) void query.orderByRaw(`? ${direction}`, [footprintValue(order.by.footprint, driver)]);
  else void query.orderBy(columnOf(order.by.column), direction);
  void query.orderBy('id', direction);
}

function columnOf(name: string): string {
  const column = columns.get(name);
  if (column) return column;
  throw new InvalidInputError(
    `jobs cannot be sorted by ${JSON.stringify(name)}; possible: ${[...columns.keys()].join(', ')}`,
  );
}

function footprintValue(key: string, driver: SqlDriver): Knex.Raw {
  if (isFootprintKey(key)) return driver.jsonNumber('footprint', key);
  throw new InvalidInputError(`${JSON.stringify(key)} is no footprint: letters, digits and _ are possible`);
}

export function isFootprintKey(key: string): boolean {
  return /^\w+$/.test(key);
}
