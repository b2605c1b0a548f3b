import type { Knex } from 'knex';

const columns = [
  'job_id',
  'cluster',
  'subcluster',
  'submit_time',
  'start_time',
  'hpc_user',
  'project',
  'cluster_partition',
  'array_job_id',
  'duration',
  'walltime',
  'job_state',
  'meta_data',
  'resources',
  'num_nodes',
  'num_hwthreads',
  'num_acc',
  'smt',
  'shared',
  'monitoring_status',
  'energy',
  'energy_footprint',
  'footprint',
] as const;

/**
 * cc-backend keeps started jobs in `job_cache` for a while; here a job goes straight into `job`. What it left behind moves over, except
 * jobs that `job` has already. Returns how many moved.
 */
export async function moveCachedJobs(knex: Knex): Promise<number> {
  const [before] = await knex('job').count({ jobs: '*' });
  const news = knex('job_cache')
    .whereNotExists(
      knex('job')
        .select(knex.raw('1'))
        .whereRaw('job.job_id = job_cache.job_id AND job.cluster = job_cache.cluster')
        .whereRaw('job.start_time = job_cache.start_time'),
    )
    .select(...columns);
  await knex(knex.raw('?? (??)', ['job', [...columns]])).insert(news);
  await knex('job_cache').delete();
  const [after] = await knex('job').count({ jobs: '*' });
  return Number(after?.['jobs'] ?? 0) - Number(before?.['jobs'] ?? 0);
}
