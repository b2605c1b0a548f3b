import type { Knex } from 'knex';
import type { JobFilter, JobVisibility, Range } from '../contracts/job-store.js';
import type { SqlDriver, TextMatch } from '../contracts/sql-driver.js';
import { JOB_STATES, SHARING } from '../domain/job.js';
import { isFootprintKey } from './job-order.js';

type Query = Knex.QueryBuilder;

const never = '1 = 0';

/** Writes filters and visibility as conditions on table `job`. Every value is bound; names come from fixed lists. */
export class JobConditions {
  /** @param tagScopes readable scopes of tags; `undefined`: all */
  constructor(
    private readonly driver: SqlDriver,
    private readonly tagScopes: readonly string[] | undefined,
  ) {}

  apply(query: Query, filters: readonly JobFilter[], sees: JobVisibility): Query {
    this.applyVisibility(query, sees);
    for (const filter of filters) this.applyFilter(query, filter);
    return query;
  }

  applyVisibility(query: Query, sees: JobVisibility): Query {
    if (sees.all) return query;
    return query.where((group) => {
      void group.where('hpc_user', sees.user);
      if (sees.projects.length > 0) void group.orWhereIn('project', [...sees.projects]);
    });
  }

  private applyFilter(query: Query, filter: JobFilter): void {
    if (filter.tagIds) void query.whereIn('job.id', this.taggedJobs(filter.tagIds));
    if (filter.ids) void query.whereRaw(idList('job.id', filter.ids));
    if (filter.jobId) this.applyJobId(query, filter.jobId);
    if (filter.arrayJobId !== undefined) void query.where('array_job_id', filter.arrayJobId);
    this.applyText(query, 'hpc_user', filter.user);
    this.applyText(query, 'project', filter.project);
    this.applyText(query, 'cluster', filter.cluster);
    this.applyText(query, 'subcluster', filter.subCluster);
    this.applyText(query, 'cluster_partition', filter.partition);
    this.applyRange(query, 'duration', filter.duration);
    this.applyRange(query, 'energy', filter.energy);
    this.applyRange(query, 'num_nodes', filter.numNodes);
    this.applyRange(query, 'num_acc', filter.numAcc);
    this.applyRange(query, 'num_hwthreads', filter.numHwthreads);
    this.applyRange(query, 'start_time', filter.startTime);
    if (filter.endTime) this.applyRange(query, this.driver.knex.raw('(start_time + duration)'), filter.endTime);
    if (filter.states) applyStates(query, filter.states);
    if (filter.shared !== undefined) applyEnumeration(query, 'shared', SHARING, filter.shared);
    for (const { metricName, range } of filter.metricStats ?? []) this.applyFootprint(query, metricName, range);
    if (filter.node) void query.whereRaw(this.driver.jsonArrayHas('resources', 'hostname', filter.node));
    this.applyText(query, this.jobName, filter.jobName);
    if (filter.schedule) this.applySchedule(query, filter.schedule);
  }

  private get jobName(): Knex.Raw {
    return this.driver.jsonText('meta_data', 'jobName');
  }

  private applyText(query: Query, column: string | Knex.Raw, match: TextMatch | undefined): void {
    if (match) void query.whereRaw(this.driver.textMatches(column, match));
  }

  private applyRange(query: Query, column: string | Knex.Raw, range: Range | undefined): void {
    const subject = typeof column === 'string' ? this.driver.knex.raw('??', [column]) : column;
    if (range?.from !== undefined) void query.whereRaw('? >= ?', [subject, range.from]);
    if (range?.to !== undefined) void query.whereRaw('? <= ?', [subject, range.to]);
  }

  /** The column is a number: exact comparisons use its index, the others look at the decimal text. */
  private applyJobId(query: Query, match: TextMatch): void {
    if ('eq' in match) void query.whereRaw(idList('job_id', numbersIn([match.eq])));
    else if ('in' in match) void query.whereRaw(idList('job_id', numbersIn(match.in)));
    else if ('neq' in match) void query.whereRaw(`NOT (${idList('job_id', numbersIn([match.neq]))})`);
    else this.applyText(query, this.driver.knex.raw('CAST(job_id AS CHAR(20))'), match);
  }

  private taggedJobs(tagIds: readonly number[]): Query {
    const { knex } = this.driver;
    const tagged = knex('jobtag').select('jobtag.job_id').whereRaw(idList('jobtag.tag_id', tagIds));
    if (!this.tagScopes) return tagged;
    return tagged.join('tag', 'tag.id', 'jobtag.tag_id').whereIn('tag.tag_scope', [...this.tagScopes]);
  }

  private applyFootprint(query: Query, key: string, range: Range): void {
    if (range.from === undefined && range.to === undefined) return;
    if (!isFootprintKey(key)) void query.whereRaw(never);
    else this.applyRange(query, this.driver.jsonNumber('footprint', key), range);
  }

  /** A job without a name is a batch job. */
  private applySchedule(query: Query, schedule: 'interactive' | 'batch'): void {
    const interactive = this.driver.textMatches(this.jobName, { eq: 'interactive' });
    if (schedule === 'interactive') void query.whereRaw(interactive);
    else void query.whereRaw('(? IS NULL OR NOT (?))', [this.jobName, interactive]);
  }
}

/** A single state stands as text, not as a parameter: only so do the partial indexes of running jobs serve. */
function applyStates(query: Query, states: readonly string[]): void {
  const known = JOB_STATES.filter((state) => states.includes(state));
  if (known.length === 1) void query.whereRaw(`job_state = '${known[0]}'`);
  else void query.whereIn('job_state', known);
}

function applyEnumeration(query: Query, column: string, values: readonly string[], value: string): void {
  if (values.includes(value)) void query.where(column, value);
  else void query.whereRaw(never);
}

/** Ids stand as text, so that no engine's limit of parameters applies; what is no whole number matches nothing. */
function idList(column: 'job.id' | 'job_id' | 'jobtag.tag_id', ids: readonly number[]): string {
  const whole = ids.filter((id) => Number.isSafeInteger(id));
  if (whole.length === 0) return never;
  return whole.length === 1 ? `${column} = ${whole[0]}` : `${column} IN (${whole.join(', ')})`;
}

function numbersIn(texts: readonly string[]): number[] {
  return texts.filter((text) => /^-?\d+$/.test(text)).map(Number);
}
