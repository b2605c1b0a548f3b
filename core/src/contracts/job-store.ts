import type {
  Footprint,
  EnergyFootprint,
  Job,
  JobIdentity,
  JobMetaData,
  JobState,
  MonitoringStatus,
  NewJob,
  Sharing,
} from '../domain/job.js';
import type { Tag } from '../domain/tag.js';
import type { UnixSeconds } from '../domain/time.js';
import type { TextMatch } from './sql-driver.js';
import { token } from './token.js';

/** Closed interval; an absent end is open. */
export interface Range {
  readonly from?: number;
  readonly to?: number;
}

/** One object of a job filter; its conditions are ANDed, several filters are ANDed too. Semantics: `spec/graphql.md` §8. */
export interface JobFilter {
  readonly tagIds?: readonly number[];
  readonly ids?: readonly number[];
  readonly jobId?: TextMatch;
  readonly arrayJobId?: number;
  readonly user?: TextMatch;
  readonly project?: TextMatch;
  readonly jobName?: TextMatch;
  readonly cluster?: TextMatch;
  readonly subCluster?: TextMatch;
  readonly partition?: TextMatch;
  readonly duration?: Range;
  readonly energy?: Range;
  readonly numNodes?: Range;
  readonly numAcc?: Range;
  readonly numHwthreads?: Range;
  /** Inclusive, Unix seconds. */
  readonly startTime?: Range;
  /** Start plus stored duration, inclusive, Unix seconds; of a running job that is when its duration was last refreshed. */
  readonly endTime?: Range;
  readonly states?: readonly JobState[];
  /** On entries of the footprint, e.g. `flops_any_avg` by metric name. */
  readonly metricStats?: readonly { readonly metricName: string; readonly range: Range }[];
  readonly shared?: Sharing;
  readonly schedule?: 'interactive' | 'batch';
  readonly node?: TextMatch;
}

export interface JobOrder {
  /** A column of the job list (`startTime`, `duration`, `numNodes`, …) or, with `footprint`, a key of the footprint. */
  readonly by: { readonly column: string } | { readonly footprint: string };
  readonly direction: 'asc' | 'desc';
}

/** What a scheduler may say of a job that it started. */
export interface JobCriteria {
  readonly jobId: number;
  readonly cluster?: string;
  readonly startTime?: UnixSeconds;
}

/** 1-based page; `undefined` page means all rows. */
export interface Page {
  readonly itemsPerPage: number;
  readonly page: number;
}

/** Which jobs the asker may see; made by `access` from a principal and applied to every list. */
export type JobVisibility =
  { readonly all: true } | { readonly all: false; readonly user: string; readonly projects: readonly string[] };

export interface JobQuery {
  readonly filters: readonly JobFilter[];
  readonly sees: JobVisibility;
  /** Scopes whose tags may serve as a filter; other tags match nothing. `undefined`: all. */
  readonly tagScopes?: readonly string[];
}

/** The jobs of the batch system in SQL. Every method is one transaction. Implemented in `core/src/jobs`. */
export interface JobStore {
  /**
   * Records a start. A twin (same cluster and jobId, started less than a day apart, in any state) is refused with `ConflictError`
   * (code `CC_JOB_ALREADY_STARTED`). The job is visible at once. Tags are made where they are missing; one that cannot be made
   * (code `CC_TAG_TAKEN`) undoes the start. Returns the database id.
   */
  insert(job: NewJob, tags?: readonly Omit<Tag, 'id'>[]): Promise<number>;
  findById(id: number, sees: JobVisibility): Promise<Job | undefined>;
  /** Newest (highest id) match of what is given. */
  findNewest(criteria: JobCriteria): Promise<Job | undefined>;
  list(query: JobQuery & { readonly order?: JobOrder; readonly page?: Page }): Promise<readonly Job[]>;
  count(query: JobQuery): Promise<number>;
  /**
   * Ends the newest match of the criteria in one statement, with duration `stopTime − startTime`. `undefined`, and nothing changed: there
   * is none, it no longer runs, or the duration would be negative or need more than 31 bits.
   */
  stopNewest(criteria: JobCriteria, state: JobState, stopTime: UnixSeconds): Promise<Job | undefined>;
  metaDataOf(id: number): Promise<JobMetaData | undefined>;
  /** By job id; jobs without are absent. */
  metaDataOfAll(ids: readonly number[]): Promise<ReadonlyMap<number, JobMetaData>>;
  energyFootprintOf(id: number): Promise<EnergyFootprint | undefined>;
  /** By job id; jobs without are absent. */
  energyFootprintOfAll(ids: readonly number[]): Promise<ReadonlyMap<number, EnergyFootprint>>;
  /** Visible tags by job id; jobs without tags are absent. `scopes` undefined: all scopes. */
  tagsOf(ids: readonly number[], scopes: readonly string[] | undefined): Promise<ReadonlyMap<number, readonly Tag[]>>;
  /** Footprint, energy and status in one statement: the commit point of archiving. */
  markArchived(
    id: number,
    result: { footprint: Footprint; energyFootprint: EnergyFootprint; energy: number },
  ): Promise<void>;
  setMonitoringStatus(id: number, status: MonitoringStatus): Promise<void>;
  /** Of a running job; once it has stopped, nothing happens: archiving has the last word. */
  setFootprint(id: number, footprint: Footprint): Promise<void>;
  /** Stopped jobs with status `runningOrArchiving`: what a restart has to archive. Oldest first. */
  waitingForArchive(): Promise<readonly Job[]>;
  runningOn(cluster: string): Promise<readonly Job[]>;
  /** Names of the partitions that jobs of the cluster ran in, ascending, each once. */
  partitionsOf(cluster: string): Promise<readonly string[]>;
  /** Cluster → hosts of jobs that run and began before `before`. */
  hostsInUse(before: UnixSeconds): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Refreshes the stored duration of running jobs, which drives filters and sorting. Returns how many. */
  refreshDurations(now: UnixSeconds): Promise<number>;
  /** For `-init-db`: replaces everything by what `jobs` yields. */
  rebuild(
    jobs: AsyncIterable<RebuildJob>,
  ): Promise<{ jobs: number; skipped: readonly { job: JobIdentity; reason: string }[] }>;
}
export const JobStore = token<JobStore>('jobs.JobStore');

/** A finished job out of the archive. */
export interface RebuildJob extends NewJob {
  readonly jobState: JobState;
  readonly footprint: Footprint;
  readonly energyFootprint: EnergyFootprint;
  readonly energy: number;
  readonly tags: readonly Omit<Tag, 'id'>[];
}
