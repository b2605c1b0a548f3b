import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { healthOf } from '../src/database-health.js';
import type { SqliteDriver } from '../src/index.js';
import { driverIn, temporaryFolder } from './temporary.js';

const heavy = (rows: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT count(*) AS rows FROM n`;

describe('SqliteDriver', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let driver: SqliteDriver;
  beforeEach(async () => {
    folder = await temporaryFolder();
    driver = driverIn(folder.path);
    await driver.open();
    await driver.knex.schema.createTable('thing', (table) => {
      table.increments();
      table.string('name').unique();
    });
  });
  afterEach(async () => {
    await driver.close();
    await folder.remove();
  });

  it('keeps the event loop free while statements work, and serves short reads beside them', async () => {
    await driver.knex('thing').insert({ name: 'a' });
    const slow = driver.knex.raw(heavy(3_000_000));
    let done = false;
    void slow.then(() => (done = true));
    let ticks = 0;
    let longest = 0;
    let before = performance.now();
    while (!done) {
      await new Promise((next) => setTimeout(next, 5));
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
      ticks++;
      if (ticks === 3) expect(await driver.knex('thing').count()).toEqual([{ 'count(*)': 1 }]);
    }
    expect(await slow).toEqual([{ rows: 3_000_000 }]);
    expect(done).toBe(true);
    expect(ticks).toBeGreaterThan(5);
    expect(longest).toBeLessThan(250);
  });

  it('writes while a slow query reads', async () => {
    let done = false;
    const slow = driver.knex.raw(heavy(3_000_000)).then(() => (done = true));
    await driver.knex('thing').insert({ name: 'b' });
    expect(done).toBe(false);
    await slow;
  });

  it('passes a WITH that changes rows on to the thread that writes', async () => {
    await driver.knex.raw(`WITH one AS (SELECT 'c' AS name) INSERT INTO thing (name) SELECT name FROM one`);
    expect(await driver.knex('thing').pluck('name')).toEqual(['c']);
  });

  it('commits changes that arrive together, each with its own success or failure', async () => {
    const results = await Promise.allSettled(
      ['a', 'b', 'a', 'c', 'b', 'd'].map((name) => driver.knex('thing').insert({ name })),
    );
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await driver.knex('thing').orderBy('id').pluck('name')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('waits for running statements when it closes, and leaves one file behind', async () => {
    const slow = driver.knex.raw(heavy(1_000_000));
    const answered = slow.then((rows: unknown) => rows);
    await driver.close();
    expect(await answered).toEqual([{ rows: 1_000_000 }]);
    expect(await readdir(folder.path)).toEqual(['job.db']);
  });

  it('sees a change of the schema in statements that were used before', async () => {
    await driver.knex('thing').insert({ name: 'a' });
    expect(await driver.knex('thing').select('*')).toEqual([{ id: 1, name: 'a' }]);
    await driver.knex.schema.alterTable('thing', (table) => table.integer('size'));
    expect(await driver.knex('thing').select('*')).toEqual([{ id: 1, name: 'a', size: null }]);
  });

  it('says which file is no database', async () => {
    await writeFile(
      join(folder.path, 'text.db'),
      'just some text, long enough to be looked at as a header of a file'.repeat(9),
    );
    await expect(driverIn(folder.path, { file: 'text.db' }).open()).rejects.toMatchObject({
      code: 'CC_DATABASE_UNUSABLE',
      message: expect.stringContaining(join(folder.path, 'text.db')),
    });
  });

  it('says which file is a folder', async () => {
    await mkdir(join(folder.path, 'dir.db'));
    await expect(driverIn(folder.path, { file: 'dir.db' }).open()).rejects.toMatchObject({
      code: 'CC_DATABASE_UNUSABLE',
    });
  });

  it('tells its health', async () => {
    expect(await healthOf(driver)).toEqual({ state: 'ok', text: join(folder.path, 'job.db') });
    await driver.close();
    expect(await healthOf(driver)).toMatchObject({ state: 'failed', text: expect.stringContaining('is not open') });
  });

  it('keeps values out of the messages of failed statements', async () => {
    await driver.knex('thing').insert({ name: 'secret' });
    await expect(driver.knex('thing').insert({ name: 'secret' })).rejects.toThrow(/^(?!.*secret)/);
  });
});
