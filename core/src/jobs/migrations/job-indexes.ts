export interface TableIndex {
  readonly name: string;
  readonly columns: readonly string[];
  /** Only rows of running jobs; on engines without partial indexes, an index over all. */
  readonly runningOnly?: true;
}

const sums = ['num_nodes', 'num_hwthreads', 'num_acc'] as const;

const index = (name: string, ...columns: string[]): TableIndex => ({ name, columns });

/** One filter column followed by the two usual sort columns, in both orders. */
const filterAndSort = (name: string, ...columns: string[]): TableIndex[] => [
  index(`jobs_${name}_starttime_duration`, ...columns, 'start_time', 'duration'),
  index(`jobs_${name}_duration_starttime`, ...columns, 'duration', 'start_time'),
];

/** Holds everything that statistics of a group need, so that they never visit the table. */
const covering = (group: string, column: string): TableIndex =>
  index(`jobs_cluster_jobstate_${group}_stats`, 'cluster', 'job_state', column, 'duration', 'start_time', ...sums);

const coveringByTime = (group: string, column: string): TableIndex =>
  index(`jobs_cluster_${group}_starttime_stats`, 'cluster', column, 'start_time', 'duration', 'job_state', ...sums);

const runningStatistics = (group: string, column: string): TableIndex => ({
  ...index(`jobs_running_${group}_stats`, 'cluster', column, ...sums, 'duration', 'start_time'),
  runningOnly: true,
});

/** Indexes of table `job` as cc-backend has them at version 11; what each serves: docs/database.md. */
export const jobIndexes: readonly TableIndex[] = [
  index('jobs_starttime', 'start_time'),
  index('jobs_starttime_duration', 'start_time', 'duration'),
  index('jobs_duration_starttime', 'duration', 'start_time'),
  index('jobs_arrayjobid_starttime', 'array_job_id', 'start_time'),
  ...filterAndSort('cluster', 'cluster'),
  ...filterAndSort('cluster_jobstate', 'cluster', 'job_state'),
  ...filterAndSort('cluster_partition', 'cluster', 'cluster_partition'),
  ...filterAndSort('cluster_shared', 'cluster', 'shared'),
  ...filterAndSort('jobstate', 'job_state'),
  ...filterAndSort('project', 'project'),
  ...filterAndSort('shared', 'shared'),
  ...filterAndSort('user', 'hpc_user'),
  covering('project', 'project'),
  covering('subcluster', 'subcluster'),
  covering('user', 'hpc_user'),
  coveringByTime('project', 'project'),
  coveringByTime('user', 'hpc_user'),
  runningStatistics('project', 'project'),
  runningStatistics('subcluster', 'subcluster'),
  runningStatistics('user', 'hpc_user'),
  index('jobs_cluster_energy', 'cluster', 'energy'),
  index('jobs_cluster_numacc', 'cluster', 'num_acc'),
  index('jobs_cluster_numhwthreads', 'cluster', 'num_hwthreads'),
  index('jobs_cluster_numnodes', 'cluster', 'num_nodes'),
  index('jobs_cluster_partition_jobstate', 'cluster', 'cluster_partition', 'job_state'),
  index('jobs_cluster_partition_project', 'cluster', 'cluster_partition', 'project'),
  index('jobs_cluster_partition_shared', 'cluster', 'cluster_partition', 'shared'),
  index('jobs_cluster_partition_user', 'cluster', 'cluster_partition', 'hpc_user'),
  index('jobs_cluster_project', 'cluster', 'project'),
  index('jobs_cluster_shared_project', 'cluster', 'shared', 'project'),
  index('jobs_cluster_shared_user', 'cluster', 'shared', 'hpc_user'),
  index('jobs_cluster_subcluster', 'cluster', 'subcluster'),
  index('jobs_cluster_user', 'cluster', 'hpc_user'),
  index('jobs_energy_duration', 'energy', 'duration'),
  index('jobs_energy_starttime', 'energy', 'start_time'),
  index('jobs_jobstate_project', 'job_state', 'project'),
  index('jobs_jobstate_user', 'job_state', 'hpc_user'),
  index('jobs_numacc_duration', 'num_acc', 'duration'),
  index('jobs_numacc_starttime', 'num_acc', 'start_time'),
  index('jobs_numhwthreads_duration', 'num_hwthreads', 'duration'),
  index('jobs_numhwthreads_starttime', 'num_hwthreads', 'start_time'),
  index('jobs_numnodes_duration', 'num_nodes', 'duration'),
  index('jobs_numnodes_starttime', 'num_nodes', 'start_time'),
  index('jobs_project_user', 'project', 'hpc_user'),
  index('jobs_shared_project', 'shared', 'project'),
  index('jobs_shared_user', 'shared', 'hpc_user'),
];
