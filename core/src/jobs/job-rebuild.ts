import type { Knex } from 'knex';
import type { RebuildJob } from '../contracts/job-store.js';
import { MonitoringStatus } from '../domain/job.js';
import type { JobIdentity } from '../domain/job.js';
import type { Tag } from '../domain/tag.js';
import { startedRow } from './job-row.js';
import type { JobTags } from './job-tags.js';
import { recordText } from './stored-json.js';

export interface RebuildReport {
  readonly jobs: number;
  readonly skipped: readonly { readonly job: JobIdentity; readonly reason: string }[];
}

const idsAtOnce = 5_000;

/**
 * Replaces all jobs and tags by what the archive holds, as one transaction: should it fail half way, the old content is still there. A job that
 * was there before keeps its id, so stored links stay right.
 */
export function rebuildJobs(knex: Knex, tags: JobTags, jobs: AsyncIterable<RebuildJob>): Promise<RebuildReport> {
  return knex.transaction(async (transaction) => {
    for (const table of ['jobtag', 'tag', 'job_cache']) await transaction(table).delete();
    const skipped: { job: JobIdentity; reason: string }[] = [];
    const kept = new Set<number>();
    const tagIds = new Map<string, number>();
    for await (const job of jobs) {
      try {
        const id = await put(transaction, job);
        kept.add(id);
        for (const tag of job.tags) await tags.attach(transaction, id, await tagIdOf(transaction, tags, tagIds, tag));
      } catch (error) {
        const { cluster, jobId, startTime } = job;
        skipped.push({
          job: { cluster, jobId, startTime },
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    }
    await deleteOthers(transaction, kept);
    return { jobs: kept.size, skipped };
  });
}

async function put(knex: Knex, job: RebuildJob): Promise<number> {
  const row = {
    ...startedRow(job),
    job_state: job.jobState,
    monitoring_status: MonitoringStatus.archived,
    footprint: recordText(job.footprint),
    energy_footprint: recordText(job.energyFootprint),
    energy: job.energy,
  };
  const rows = (await knex('job')
    .insert(row)
    .onConflict(['job_id', 'cluster', 'start_time'])
    .merge()
    .returning('id')) as { id: number }[];
  const [made] = rows;
  if (!made) throw new Error('the database gave no id');
  return made.id;
}

async function tagIdOf(knex: Knex, tags: JobTags, known: Map<string, number>, tag: Omit<Tag, 'id'>): Promise<number> {
  const key = JSON.stringify([tag.type, tag.name, tag.scope]);
  const id = known.get(key) ?? (await tags.idOf(knex, tag));
  known.set(key, id);
  return id;
}

async function deleteOthers(knex: Knex, kept: ReadonlySet<number>): Promise<void> {
  const all: number[] = await knex('job').pluck('id');
  const gone = all.filter((id) => !kept.has(id));
  for (let at = 0; at < gone.length; at += idsAtOnce)
    await knex('job')
      .whereIn('id', gone.slice(at, at + idsAtOnce))
      .delete();
}
