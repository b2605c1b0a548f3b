import type { Clock, SqlDriver, Tag } from '@cc-kernel/core/plugin';
import { collectingLog } from '@cc-kernel/core/testing';
import type { JobStore } from '../../../../core/src/contracts/job-store.js';
import type { Job, NewJob } from '../../../../core/src/domain/job.js';
import { AdoptedSchema } from '../../../../core/src/jobs/adopted-schema.js';
import { SqlJobStore } from '../../../../core/src/jobs/sql-job-store.js';
import { driverIn, temporaryFolder } from '../temporary.js';

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
  close(): Promise<void>;
}

export async function openJobSite(options: { prepare?: (folder: string) => Promise<void> } = {}): Promise<JobSite> {
  const folder = await temporaryFolder();
  await options.prepare?.(folder.path);
  const driver = driverIn(folder.path);
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
