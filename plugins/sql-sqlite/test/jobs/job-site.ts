import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, SqlDriver, Tag } from '@cc-kernel/core/plugin';
import { collectingLog } from '@cc-kernel/core/testing';
import type { JobStore } from '../../../../core/src/contracts/job-store.js';
import type { Job, JobState, NewJob } from '../../../../core/src/domain/job.js';
import { AdoptedSchema } from '../../../../core/src/jobs/adopted-schema.js';
import { SqlJobStore } from '../../../../core/src/jobs/sql-job-store.js';
import { driverIn, temporaryFolder } from '../temporary.js';

interface Prepared {
  readonly prepare: (folder: string) => Promise<void>;
}

/** Making the tables takes longer than most tests, so it is done once. */
const freshDatabase = lazily(async (): Promise<Buffer> => {
  const site = await openJobSite({ prepare: () => Promise.resolve() });
  await site.driver.close();
  const bytes = await readFile(join(site.folder, 'job.db'));
  await site.close();
  return bytes;
});

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function copyOfFresh(folder: string): Promise<void> {
  await writeFile(join(folder, 'job.db'), await freshDatabase());
}

export const start = 1_700_000_000;
export const seesAll = { all: true } as const;

/** A job database in a folder of its own, at a moment that the test sets. */
export interface JobSite {
  readonly folder: string;
  readonly driver: SqlDriver;
  readonly store: JobStore;
  readonly log: readonly string[];
  now: number;
  readonly clock: Clock;
  /** No jobs, no tags; ids begin with 1 again. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** @param prepare puts a database file into the folder; without it, the site has fresh tables and no jobs */
export async function openJobSite({ prepare = copyOfFresh }: Partial<Prepared> = {}): Promise<JobSite> {
  const folder = await temporaryFolder();
  await prepare(folder.path);
  const driver = driverIn(folder.path, { readers: 1 });
  const log = collectingLog();
  try {
    await driver.open();
    await new AdoptedSchema(driver, log.logger).open();
  } catch (error) {
    await driver.close();
    await folder.remove();
    throw error;
  }
  const site: JobSite = {
    folder: folder.path,
    driver,
    now: start + 1000,
    clock: { now: () => site.now, nowMs: () => site.now * 1000 },
    store: undefined as unknown as JobStore,
    log: log.lines,
    clear: async () => {
      for (const table of ['jobtag', 'tag', 'job', 'job_cache', 'sqlite_sequence']) await driver.knex(table).delete();
    },
    close: async () => {
      await driver.close();
      await folder.remove();
    },
  };
  return Object.assign(site, { store: new SqlJobStore(driver, site.clock, log.logger) });
}

export function newJob(changes: Partial<NewJob> = {}): NewJob {
  return {
    jobId: 123,
    cluster: 'alpha',
    startTime: start,
    subCluster: 'main',
    partition: 'long',
    project: 'p1',
    user: 'alice',
    shared: 'none',
    resources: [{ hostname: 'n001', hwthreads: [0, 1], accelerators: ['00:1'] }, { hostname: 'n002' }],
    metaData: { jobName: 'train <1>', jobScript: '#!/bin/sh\n' },
    arrayJobId: 7,
    walltime: 3600,
    numNodes: 2,
    numHwthreads: 4,
    numAcc: 1,
    smt: 2,
    monitoringStatus: 1,
    duration: 0,
    submitTime: start - 60,
    ...changes,
  };
}

/** The job as it reads right after its start. */
export function startedJob(id: number, job: NewJob, now: number): Job {
  return {
    ...job,
    id,
    jobState: 'running',
    duration: now - job.startTime,
    metaData: undefined,
    footprint: undefined,
    energyFootprint: undefined,
    energy: 0,
  };
}

export const tag = (name: string, scope = 'global', type = 'note'): Omit<Tag, 'id'> => ({ type, name, scope });

/** Ends the job with this database id. */
export async function stopJob(store: JobStore, id: number, state: JobState, seconds: number): Promise<Job> {
  const job = await store.findById(id, seesAll);
  const stopped = job && (await store.stopNewest(job, state, job.startTime + seconds));
  if (!stopped) throw new Error(`there is no running job ${id}`);
  return stopped;
}
