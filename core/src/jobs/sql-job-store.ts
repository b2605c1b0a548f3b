import type { Knex } from 'knex';
import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import type {
  JobCriteria,
  JobOrder,
  JobQuery,
  JobStore,
  JobVisibility,
  Page,
  RebuildJob,
} from '../contracts/job-store.js';
import { Logger } from '../contracts/logger.js';
import { SqlDriver } from '../contracts/sql-driver.js';
import { MonitoringStatus } from '../domain/job.js';
import type { EnergyFootprint, Footprint, Job, JobMetaData, JobState, NewJob } from '../domain/job.js';
import type { Tag } from '../domain/tag.js';
import type { UnixSeconds } from '../domain/time.js';
import { InvalidInputError, NotFoundError } from '../errors/index.js';
import { JobConditions } from './job-conditions.js';
import { applyOrder } from './job-order.js';
import { rebuildJobs } from './job-rebuild.js';
import type { RebuildReport } from './job-rebuild.js';
import { jobColumns, jobOfRow, resourcesOf } from './job-row.js';
import type { JobRow } from './job-row.js';
import { JobTags } from './job-tags.js';
import { largestInteger } from './parse-new-job.js';
import { insertStarted } from './start-statement.js';
import { readRecord, recordText } from './stored-json.js';
import type { StoredJson } from './stored-json.js';

/** Stands as text in statements: partial indexes serve only where the condition is spelled out. */
const running = `job_state = 'running'`;
const idsAtOnce = 10_000;

/** The scheduler reuses its ids: the job that was started last is meant. */
function newestOf(jobs: Knex.QueryBuilder, { jobId, cluster, startTime }: JobCriteria): Knex.QueryBuilder {
  void jobs.where('job_id', jobId).orderBy('id', 'desc').limit(1);
  if (cluster !== undefined) void jobs.where('cluster', cluster);
  if (startTime !== undefined) void jobs.where('start_time', startTime);
  return jobs;
}

@injectable()
export class SqlJobStore implements JobStore {
  private readonly tags: JobTags;

  constructor(
    @inject(SqlDriver) private readonly driver: SqlDriver,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {
    this.tags = new JobTags(driver);
  }

  private get knex(): Knex {
    return this.driver.knex;
  }

  async insert(job: NewJob, tags: readonly Omit<Tag, 'id'>[] = []): Promise<number> {
    if (tags.length === 0) return insertStarted(this.knex, job);
    return this.knex.transaction(async (transaction) => {
      const id = await insertStarted(transaction, job);
      for (const tag of tags) await this.tags.attach(transaction, id, await this.tags.idOf(transaction, tag));
      return id;
    });
  }

  async findById(id: number, sees: JobVisibility): Promise<Job | undefined> {
    const query = this.select().where('job.id', id);
    const [job] = await this.jobsOf(new JobConditions(this.driver, undefined).applyVisibility(query, sees));
    return job;
  }

  async findNewest(criteria: JobCriteria): Promise<Job | undefined> {
    const [job] = await this.jobsOf(newestOf(this.select(), criteria));
    return job;
  }

  async stopNewest(criteria: JobCriteria, state: JobState, stopTime: UnixSeconds): Promise<Job | undefined> {
    const { knex } = this;
    const newest = newestOf(knex('job').select('id'), criteria);
    const rows: JobRow[] = await knex('job')
      .where('id', newest)
      .whereRaw(running)
      .whereBetween('start_time', [stopTime - largestInteger, stopTime])
      .update({ job_state: state, duration: knex.raw('? - start_time', [stopTime]) })
      .returning<JobRow[]>([...jobColumns]);
    return rows[0] && jobOfRow(rows[0], this.clock.now());
  }

  async list(query: JobQuery & { readonly order?: JobOrder; readonly page?: Page }): Promise<readonly Job[]> {
    const rows = this.select();
    new JobConditions(this.driver, query.tagScopes).apply(rows, query.filters, query.sees);
    applyOrder(rows, query.order, this.driver);
    if (query.page) {
      const { itemsPerPage, page } = checkedPage(query.page);
      const offset = (page - 1) * itemsPerPage;
      if (!Number.isSafeInteger(offset)) return [];
      void rows.limit(itemsPerPage).offset(offset);
    }
    return this.jobsOf(rows);
  }

  async count(query: JobQuery): Promise<number> {
    const rows = this.knex('job').count({ jobs: '*' });
    new JobConditions(this.driver, query.tagScopes).apply(rows, query.filters, query.sees);
    const [row] = (await rows) as { jobs: number | string }[];
    return Number(row?.jobs ?? 0);
  }

  async metaDataOf(id: number): Promise<JobMetaData | undefined> {
    return (await this.metaDataOfAll([id])).get(id);
  }

  metaDataOfAll(ids: readonly number[]): Promise<ReadonlyMap<number, JobMetaData>> {
    return this.recordsOf(ids, 'meta_data', 'string');
  }

  async energyFootprintOf(id: number): Promise<EnergyFootprint | undefined> {
    return (await this.energyFootprintOfAll([id])).get(id);
  }

  energyFootprintOfAll(ids: readonly number[]): Promise<ReadonlyMap<number, EnergyFootprint>> {
    return this.recordsOf(ids, 'energy_footprint', 'number');
  }

  tagsOf(ids: readonly number[], scopes: readonly string[] | undefined): Promise<ReadonlyMap<number, readonly Tag[]>> {
    return this.tags.of(ids, scopes);
  }

  async markArchived(
    id: number,
    result: { footprint: Footprint; energyFootprint: EnergyFootprint; energy: number },
  ): Promise<void> {
    const changed = await this.knex('job')
      .where({ id })
      .update({
        footprint: recordText(result.footprint),
        energy_footprint: recordText(result.energyFootprint),
        energy: result.energy,
        monitoring_status: MonitoringStatus.archived,
      });
    if (changed === 0) throw noSuchJob(id);
  }

  async setMonitoringStatus(id: number, status: MonitoringStatus): Promise<void> {
    const changed = await this.knex('job').where({ id }).update({ monitoring_status: status });
    if (changed === 0) throw noSuchJob(id);
  }

  async setFootprint(id: number, footprint: Footprint): Promise<void> {
    await this.knex('job')
      .where({ id })
      .whereRaw(running)
      .update({ footprint: recordText(footprint) });
  }

  waitingForArchive(): Promise<readonly Job[]> {
    return this.jobsOf(
      this.select()
        .whereNot('job_state', 'running')
        .where('monitoring_status', MonitoringStatus.runningOrArchiving)
        .orderBy([{ column: 'start_time' }, { column: 'id' }]),
    );
  }

  runningOn(cluster: string): Promise<readonly Job[]> {
    return this.jobsOf(this.select().where({ cluster }).whereRaw(running).orderBy('id'));
  }

  async partitionsOf(cluster: string): Promise<readonly string[]> {
    const names: string[] = await this.knex('job')
      .where({ cluster })
      .whereNotNull('cluster_partition')
      .distinct('cluster_partition')
      .pluck('cluster_partition');
    return names.sort();
  }

  async hostsInUse(before: UnixSeconds): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows: { id: number; cluster: string; resources: StoredJson }[] = await this.knex('job')
      .whereRaw(running)
      .where('start_time', '<', before)
      .select('id', 'cluster', 'resources');
    const hosts = new Map<string, Set<string>>();
    for (const { id, cluster, resources } of rows) {
      const ofCluster = hosts.get(cluster) ?? new Set<string>();
      hosts.set(cluster, ofCluster);
      try {
        for (const { hostname } of resourcesOf(resources, `job ${id} in the database`)) ofCluster.add(hostname);
      } catch (error) {
        this.log.warn({ err: error, job: id }, 'a job was left out of the hosts in use');
      }
    }
    return new Map([...hosts].map(([cluster, names]) => [cluster, [...names].sort()]));
  }

  async refreshDurations(now: UnixSeconds): Promise<number> {
    return this.knex('job')
      .whereRaw(running)
      .where('start_time', '<=', now)
      .update({ duration: this.knex.raw('? - start_time', [now]) });
  }

  rebuild(jobs: AsyncIterable<RebuildJob>): Promise<RebuildReport> {
    return rebuildJobs(this.knex, this.tags, jobs);
  }

  /** A JSON column of several jobs. */
  private async recordsOf<T extends 'number' | 'string'>(
    ids: readonly number[],
    column: string,
    type: T,
  ): Promise<ReadonlyMap<number, NonNullable<ReturnType<typeof readRecord<T>>>>> {
    const byJob = new Map<number, NonNullable<ReturnType<typeof readRecord<T>>>>();
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      const rows: { id: number; stored: StoredJson }[] = await this.knex('job')
        .whereIn('id', ids.slice(at, at + idsAtOnce))
        .select('id', { stored: column });
      for (const { id, stored } of rows) {
        const record = readRecord(stored, type, `job ${id} in the database: ${column}`);
        if (record) byJob.set(id, record);
      }
    }
    return byJob;
  }

  private select(): Knex.QueryBuilder {
    return this.knex('job').select(jobColumns.map((column) => `job.${column}`));
  }

  private async jobsOf(query: Knex.QueryBuilder): Promise<readonly Job[]> {
    const rows = (await query) as JobRow[];
    const now = this.clock.now();
    return rows.map((row) => jobOfRow(row, now));
  }
}

function noSuchJob(id: number): NotFoundError {
  return new NotFoundError(`no job has the id ${id}`);
}

function checkedPage({ itemsPerPage, page }: Page): Page {
  if (!Number.isSafeInteger(itemsPerPage) || itemsPerPage < 1)
    throw new InvalidInputError(`itemsPerPage must be a whole number of at least 1, is ${itemsPerPage}`);
  if (!Number.isSafeInteger(page)) throw new InvalidInputError(`page must be a whole number, is ${page}`);
  return { itemsPerPage, page: Math.max(1, page) };
}
