import { MonitoringStatus, SHARING, isJobState } from '../domain/job.js';
import type { Job, JobResource, NewJob, Sharing } from '../domain/job.js';
import { jsonText } from '../domain/json-text.js';
import type { UnixSeconds } from '../domain/time.js';
import { CorruptDataError } from '../errors/index.js';
import { readRecord, readStoredJson, recordText } from './stored-json.js';
import type { StoredJson } from './stored-json.js';

/** What every read of a job takes. `meta_data` may be megabytes and is fetched where it is needed. */
export const jobColumns = [
  'id',
  'job_id',
  'hpc_user',
  'project',
  'cluster',
  'subcluster',
  'submit_time',
  'start_time',
  'cluster_partition',
  'array_job_id',
  'num_nodes',
  'num_hwthreads',
  'num_acc',
  'shared',
  'monitoring_status',
  'smt',
  'job_state',
  'duration',
  'walltime',
  'resources',
  'footprint',
  'energy',
] as const;

export interface JobRow {
  readonly id: number;
  readonly job_id: number;
  readonly hpc_user: string;
  readonly project: string;
  readonly cluster: string;
  readonly subcluster: string;
  readonly submit_time: number;
  readonly start_time: number;
  readonly cluster_partition: string | null;
  readonly array_job_id: number | null;
  readonly num_nodes: number;
  readonly num_hwthreads: number | null;
  readonly num_acc: number | null;
  readonly shared: string;
  readonly monitoring_status: number;
  readonly smt: number;
  readonly job_state: string;
  readonly duration: number;
  readonly walltime: number;
  readonly resources: StoredJson;
  readonly footprint: StoredJson;
  readonly energy: number;
}

/** @param now stands for the end of jobs that still run */
export function jobOfRow(row: JobRow, now: UnixSeconds): Job {
  const where = `job ${row.id} in the database`;
  if (!isJobState(row.job_state))
    throw new CorruptDataError(`${where}: unknown state ${JSON.stringify(row.job_state)}`);
  return {
    id: row.id,
    jobId: row.job_id,
    user: row.hpc_user,
    project: row.project,
    cluster: row.cluster,
    subCluster: row.subcluster,
    submitTime: row.submit_time,
    startTime: row.start_time,
    partition: row.cluster_partition ?? '',
    arrayJobId: row.array_job_id ?? 0,
    numNodes: row.num_nodes,
    numHwthreads: row.num_hwthreads ?? 0,
    numAcc: row.num_acc ?? 0,
    shared: sharingOf(row.shared, where),
    monitoringStatus: statusOf(row.monitoring_status, where),
    smt: row.smt,
    jobState: row.job_state,
    duration: row.job_state === 'running' ? now - row.start_time : row.duration,
    walltime: row.walltime,
    resources: resourcesOf(row.resources, where),
    metaData: undefined,
    footprint: readRecord(row.footprint, 'number', `${where}: footprint`),
    energyFootprint: undefined,
    energy: row.energy,
  };
}

function sharingOf(text: string, where: string): Sharing {
  const known = SHARING.find((sharing) => sharing === text);
  if (!known) throw new CorruptDataError(`${where}: unknown value of shared ${JSON.stringify(text)}`);
  return known;
}

function statusOf(number: number, where: string): MonitoringStatus {
  const known = Object.values(MonitoringStatus).find((status) => status === number);
  if (known === undefined) throw new CorruptDataError(`${where}: unknown monitoring status ${number}`);
  return known;
}

export function resourcesOf(stored: StoredJson, where: string): readonly JobResource[] {
  const value = readStoredJson(stored, `${where}: resources`) ?? [];
  if (!Array.isArray(value) || !value.every(isResource))
    throw new CorruptDataError(`${where}: resources are not a list of nodes`);
  return value;
}

function isResource(value: unknown): value is JobResource {
  return typeof value === 'object' && value !== null && 'hostname' in value && typeof value.hostname === 'string';
}

/** Everything that a start stores, in the order of `insertedColumns`. */
export function startedRow(job: NewJob): Readonly<Record<string, string | number>> {
  return {
    job_id: job.jobId,
    hpc_user: job.user,
    project: job.project,
    cluster: job.cluster,
    subcluster: job.subCluster,
    cluster_partition: job.partition,
    array_job_id: job.arrayJobId,
    num_nodes: job.numNodes,
    num_hwthreads: job.numHwthreads,
    num_acc: job.numAcc,
    shared: job.shared,
    monitoring_status: job.monitoringStatus,
    smt: job.smt,
    job_state: 'running',
    submit_time: job.submitTime,
    start_time: job.startTime,
    duration: job.duration,
    walltime: job.walltime,
    footprint: recordText(job.footprint),
    energy: job.energy ?? 0,
    resources: resourcesText(job.resources),
    meta_data: recordText(job.metaData),
  };
}

/** Keys in cc-backend's order; what is empty is left out. */
function resourcesText(resources: readonly JobResource[]): string {
  return jsonText(
    resources.map(({ hostname, hwthreads, accelerators, configuration }) => ({
      hostname,
      ...(hwthreads && hwthreads.length > 0 && { hwthreads }),
      ...(accelerators && accelerators.length > 0 && { accelerators }),
      ...(configuration && { configuration }),
    })),
  );
}
