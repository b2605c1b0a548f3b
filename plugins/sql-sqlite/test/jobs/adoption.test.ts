import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectingLog } from '@cc-kernel/core/testing';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AdoptedSchema } from '../../../../core/src/jobs/adopted-schema.js';
import { forceDatabase, migrateDatabase, revertDatabase } from '../../../../core/src/jobs/migrate-database.js';
import { jobIndexes } from '../../../../core/src/jobs/migrations/job-indexes.js';
import { golden } from '../../../../core/test/golden.js';
import type { SqliteDriver } from '../../src/index.js';
import { driverIn, temporaryFolder } from '../temporary.js';
import { newJob, openJobSite, seesAll } from './job-site.js';
import { version10 } from './version-10.js';

interface Catalogue {
  tables: Record<string, string[]>;
  indexes: string[];
}

/** Tables with their columns, and indexes, of a database file. */
function catalogue(file: string): Catalogue {
  const database = new Database(file, { readonly: true });
  const objects = database
    .prepare(`SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`)
    .all() as { type: string; name: string }[];
  const columnsOf = (table: string): string[] =>
    (database.prepare(`SELECT name FROM pragma_table_info(?) ORDER BY name`).all(table) as { name: string }[]).map(
      ({ name }) => name,
    );
  const tables = objects.filter(({ type }) => type === 'table').map(({ name }) => [name, columnsOf(name)] as const);
  const indexes = objects.filter(({ type }) => type === 'index').map(({ name }) => name);
  database.close();
  return { tables: Object.fromEntries(tables), indexes };
}

const own = (name: string): boolean => name.startsWith('cck_');

describe('the job database', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let driver: SqliteDriver;
  const log = collectingLog();
  beforeEach(async () => {
    folder = await temporaryFolder();
    driver = driverIn(folder.path, { readers: 1 });
  });
  afterEach(async () => {
    await driver.close();
    await folder.remove();
  });
  const file = (): string => join(folder.path, 'job.db');
  const adopt = async (): Promise<AdoptedSchema> => {
    await driver.open();
    const schema = new AdoptedSchema(driver, log.logger);
    await schema.open();
    return schema;
  };
  const noted = (): Promise<unknown> => driver.knex('schema_migrations').select();
  const write = (statements: string): void => {
    const database = new Database(file());
    database.exec(statements);
    database.close();
  };

  it('is made where there is none, with every index, noted as cc-backend notes its version', async () => {
    const schema = await adopt();
    expect(schema.version).toBe(11);
    expect(await noted()).toEqual([{ version: 11, dirty: 0 }]);
    await driver.close();
    const { tables, indexes } = catalogue(file());
    expect(Object.keys(tables).filter((name) => !own(name))).toEqual([
      'configuration',
      'hpc_user',
      'job',
      'job_cache',
      'jobtag',
      'node',
      'node_state',
      'schema_migrations',
      'tag',
    ]);
    expect(Object.keys(tables).filter(own)).toEqual(['cck_migrations', 'cck_migrations_lock', 'cck_session']);
    expect(indexes.filter((name) => name.startsWith('jobs_'))).toHaveLength(jobIndexes.length + 1);
  });

  it('opens again as it is, also after a process died while it held the lock of the migrations', async () => {
    await adopt();
    await driver.knex('cck_migrations_lock').update({ is_locked: 1 });
    await driver.knex('cck_migrations').where({ name: '0002-sessions' }).delete();
    await driver.knex.schema.dropTable('cck_session');
    await driver.close();
    expect((await adopt()).version).toBe(11);
    expect(await driver.knex.schema.hasTable('cck_session')).toBe(true);
  });

  it('takes jobs with any smt, tags of one name in several scopes, and no half tables', async () => {
    await adopt();
    const cached = { ...(await rowLike()), smt: 4 };
    await driver.knex('job_cache').insert(cached);
    await driver.knex('tag').insert([
      { tag_type: 'a', tag_name: 'b', tag_scope: 'global' },
      { tag_type: 'a', tag_name: 'b', tag_scope: 'alice' },
    ]);
    await expect(driver.knex('job').insert({ ...cached, job_state: 'out-of-memory' })).rejects.toThrow('CHECK');
    await expect(driver.knex('job').insert({ ...cached, shared: 'all' })).rejects.toThrow('CHECK');
    await expect(driver.knex('job').insert({ ...cached, monitoring_status: 4 })).rejects.toThrow('CHECK');
    await expect(driver.knex('jobtag').insert({ job_id: 1, tag_id: 1 })).rejects.toThrow('FOREIGN KEY');
    await driver.knex('job').insert(cached);
    await expect(driver.knex('job').insert(cached)).rejects.toThrow('UNIQUE');
  });

  const rowLike = async (): Promise<Record<string, unknown>> => ({
    job_id: 1,
    cluster: 'a',
    subcluster: 'b',
    start_time: 5,
    hpc_user: 'u',
    project: 'p',
    duration: 0,
    walltime: 0,
    job_state: 'running',
    resources: '[]',
    num_nodes: 1,
    shared: 'none',
    footprint: 'null',
  });

  describe('of cc-backend at version 10', () => {
    beforeEach(() => write(version10));

    it('is served without a change to its tables, beside our own', async () => {
      const before = catalogue(file());
      expect((await adopt()).version).toBe(10);
      expect(await noted()).toEqual([{ version: 10, dirty: 0 }]);
      await driver.close();
      const after = catalogue(file());
      expect(Object.fromEntries(Object.entries(after.tables).filter(([name]) => !own(name)))).toEqual(before.tables);
      expect(after.indexes.filter((name) => !own(name))).toEqual(before.indexes);
    });

    it('shows started jobs that waited in the cache, once each', async () => {
      write(`INSERT INTO job_cache SELECT 77, 9, cluster, subcluster, submit_time, start_time + 9, hpc_user, project, cluster_partition,
        array_job_id, duration, walltime, 'running', meta_data, resources, num_nodes, num_hwthreads, num_acc, 1, shared, 1, 0, NULL, 'null' FROM job WHERE id = 1;
        INSERT INTO job_cache SELECT * FROM job WHERE id = 1`);
      await adopt();
      expect(await driver.knex('job').orderBy('id').pluck('job_id')).toEqual([1, 2, 9]);
      expect(await driver.knex('job_cache').select()).toEqual([]);
    });

    it('is brought to version 11 in place, ids and tags kept, spelling and missing column corrected', async () => {
      await driver.open();
      expect(await migrateDatabase(driver)).toEqual({ from: 10, to: 11 });
      expect(await noted()).toEqual([{ version: 11, dirty: 0 }]);
      const jobs = await driver.knex('job').orderBy('id').select('id', 'job_state', 'footprint', 'resources');
      expect(jobs).toEqual([
        { id: 1, job_state: 'out_of_memory', footprint: 'null', resources: '[{"hostname":"n1"}]' },
        { id: 5, job_state: 'completed', footprint: '{"a_avg":1}', resources: '[]' },
      ]);
      expect(await driver.knex('jobtag').select('job_id', 'tag_id')).toEqual([{ job_id: 1, tag_id: 1 }]);
      expect(await driver.knex.schema.hasColumn('node_state', 'health_metrics')).toBe(true);
      expect(await driver.knex.raw('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
      await driver.knex('job').where({ id: 1 }).delete();
      expect(await driver.knex('jobtag').select()).toEqual([]);
      expect(await migrateDatabase(driver)).toEqual({ from: 11, to: 11 });
      await driver.close();
      const names = catalogue(file()).indexes.filter((name) => name.startsWith('jobs_') && name !== 'jobs_identity');
      expect(names).toEqual(jobIndexes.map(({ name }) => name).sort());
    });
  });

  describe('and its version', () => {
    it('goes down one step and up again', async () => {
      await adopt();
      expect(await revertDatabase(driver)).toEqual({ from: 11, to: 10 });
      expect(await noted()).toEqual([{ version: 10, dirty: 0 }]);
      await expect(revertDatabase(driver)).rejects.toMatchObject({ code: 'CC_DATABASE_SCHEMA' });
      expect(await migrateDatabase(driver)).toEqual({ from: 10, to: 11 });
    });

    it.each([
      [9, 0, /schema version 9.*serves 10 and 11.*-migrate-db/],
      [12, 0, /schema version 12, newer than 11.*-revert-db/],
      [11, 1, /half way.*version 11.*-force-db/],
      [10, 1, /half way.*version 10.*-force-db/],
    ])('is refused when it is %i with dirty %i', async (version, dirty, message) => {
      await adopt();
      await driver.knex('schema_migrations').update({ version, dirty });
      await driver.close();
      await expect(adopt()).rejects.toMatchObject({
        code: 'CC_DATABASE_SCHEMA',
        message: expect.stringMatching(message),
      });
      await expect(migrateDatabase(driver)).rejects.toMatchObject({ code: 'CC_DATABASE_SCHEMA' });
    });

    it('is refused when nothing notes it, and can be forced', async () => {
      write(`CREATE TABLE job (id INTEGER PRIMARY KEY)`);
      await expect(adopt()).rejects.toThrow(/schema version 0/);
      await expect(forceDatabase(driver)).rejects.toMatchObject({ code: 'CC_DATABASE_SCHEMA' });
      await driver.close();
      write(
        `CREATE TABLE schema_migrations (version uint64, dirty bool); INSERT INTO schema_migrations VALUES (11, 1)`,
      );
      await driver.open();
      expect(await forceDatabase(driver)).toEqual({ from: 11, to: 11 });
      expect(await noted()).toEqual([{ version: 11, dirty: 0 }]);
    });

    it('is made by -migrate-db on an empty file, which reverting refuses', async () => {
      await driver.open();
      await expect(revertDatabase(driver)).rejects.toThrow('empty');
      expect(await migrateDatabase(driver)).toEqual({ from: 0, to: 11 });
      expect(await driver.knex('job').select()).toEqual([]);
    });
  });
});

describe.skipIf(golden === undefined)('job.db of cc-backend (recorded)', () => {
  const recorded = join(golden ?? '', 'database', 'job-seed1.db');

  it('is served in place: every row decodes, and its tables stay as they were', async () => {
    const site = await openJobSite({ prepare: (folder) => copyFile(recorded, join(folder, 'job.db')) });
    try {
      const jobs = await site.store.list({ filters: [], sees: seesAll });
      expect(jobs).toHaveLength(60);
      const original = new Database(recorded, { readonly: true });
      const rows = original.prepare('SELECT * FROM job ORDER BY id').all() as Record<string, unknown>[];
      const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString() : String(value));
      for (const [place, row] of rows.entries()) {
        const job = jobs[place];
        expect(job).toMatchObject({
          id: row['id'],
          jobId: row['job_id'],
          user: row['hpc_user'],
          project: row['project'],
          cluster: row['cluster'],
          subCluster: row['subcluster'],
          startTime: row['start_time'],
          partition: row['cluster_partition'],
          numNodes: row['num_nodes'],
          jobState: row['job_state'],
          monitoringStatus: row['monitoring_status'],
          energy: row['energy'],
          resources: JSON.parse(text(row['resources'])),
          footprint: JSON.parse(text(row['footprint'])) ?? undefined,
        });
        expect(await site.store.metaDataOf(job?.id ?? 0)).toEqual(JSON.parse(text(row['meta_data'])));
      }
      original.close();
      await site.store.insert(newJob());
      await site.driver.close();
      const [before, after] = [catalogue(recorded), catalogue(join(site.folder, 'job.db'))];
      for (const [table, columns] of Object.entries(before.tables)) expect(after.tables[table]).toEqual(columns);
      expect(after.indexes.filter((name) => !own(name))).toEqual(before.indexes);
    } finally {
      await site.close();
    }
  });

  it('goes from an early version 10, quoted as cc-backend quotes, to 11 with every row and tag', async () => {
    const site = await openJobSite({
      prepare: async (folder) => {
        await copyFile(recorded, join(folder, 'job.db'));
        const database = new Database(join(folder, 'job.db'));
        database.exec(`INSERT INTO tag (tag_type, tag_name) VALUES ('a', 'b'); INSERT INTO jobtag (job_id, tag_id) VALUES (7, 1);
          UPDATE schema_migrations SET version = 10`);
        database.unsafeMode().exec(`PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON;
          UPDATE sqlite_master SET sql = replace(sql, 'out_of_memory', 'out-of-memory') WHERE name IN ('job', 'job_cache');
          UPDATE job SET job_state = 'out-of-memory' WHERE job_state = 'out_of_memory'`);
        database.close();
      },
    });
    try {
      expect(await migrateDatabase(site.driver)).toEqual({ from: 10, to: 11 });
      const jobs = await site.store.list({ filters: [], sees: seesAll });
      expect(jobs).toHaveLength(60);
      expect(jobs.filter(({ jobState }) => jobState === 'out_of_memory')).toHaveLength(9);
      expect((await site.store.tagsOf([7], undefined)).get(7)).toHaveLength(1);
      expect(await site.driver.knex.raw('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    } finally {
      await site.close();
    }
  });

  it('has the same tables, columns and indexes as one that is made here', async () => {
    const site = await openJobSite();
    await site.driver.close();
    const [theirs, ours] = [catalogue(recorded), catalogue(join(site.folder, 'job.db'))];
    await site.close();
    const shared = Object.fromEntries(Object.entries(ours.tables).filter(([name]) => !own(name)));
    expect(shared).toEqual(theirs.tables);
    for (const name of theirs.indexes) expect(ours.indexes).toContain(name);
  });
});
