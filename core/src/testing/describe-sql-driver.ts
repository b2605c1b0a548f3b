import type { Knex } from 'knex';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SqlDriver, TextMatch } from '../contracts/sql-driver.js';

export interface SqlDriverHarness {
  /** Opens a driver on the same database every time: that is what a restart looks like. */
  open(): Promise<SqlDriver>;
  dispose(): Promise<void>;
}

const documents: readonly (string | null)[] = [
  '{"jobName":"Train_50%","load":1.5,"list":[1]}',
  '{"jobName":"train-500","load":-2}',
  '{"jobName":null,"load":"3"}',
  '[{"host":"n01"},{"host":"n02"}]',
  String.raw`[{"host":"N03"},"n04",null,{"other":"n05"},{"host":"\u006e06"}]`,
  'null',
  'no JSON',
  null,
];

/** Holds a driver to the promises of `SqlDriver`. */
export function describeSqlDriver(name: string, makeHarness: () => Promise<SqlDriverHarness>): void {
  describe(`${name} is a SqlDriver`, () => {
    let harness: SqlDriverHarness;
    let driver: SqlDriver;
    const start = async (): Promise<void> => {
      harness = await makeHarness();
      driver = await harness.open();
      await driver.knex.schema.createTable('thing', (table) => {
        table.integer('id').primary();
        table.string('name', 190).unique();
        table.text('document');
      });
    };
    const end = async (): Promise<void> => {
      await driver.close();
      await harness.dispose();
    };

    const store = async (column: 'name' | 'document', values: readonly (string | null)[]): Promise<void> => {
      for (const [id, value] of values.entries()) await driver.knex('thing').insert({ id, [column]: value });
    };
    const matching = (condition: Knex.Raw): Promise<number[]> =>
      driver.knex('thing').whereRaw(condition).orderBy('id').pluck('id');

    describe('life', () => {
      beforeEach(start);
      afterEach(end);

      it('keeps what was committed across a restart', async () => {
        await store('name', ['kept']);
        await driver.close();
        driver = await harness.open();
        expect(await driver.knex('thing').pluck('name')).toEqual(['kept']);
      });

      it('refuses work after close, and closes twice quietly', async () => {
        await driver.close();
        await driver.close();
        expect(() => driver.knex).toThrow(expect.objectContaining({ code: 'CC_NOT_OPEN' }));
      });

      it('waits for running statements when it closes', async () => {
        const running = Promise.all(
          Array.from({ length: 20 }, (_, id) => driver.knex('thing').insert({ id, name: `n${id}` })),
        );
        await driver.close();
        await running;
        driver = await harness.open();
        expect(await driver.knex('thing').pluck('id')).toHaveLength(20);
      });

      it('says where it is', () => {
        expect(driver.place).not.toBe('');
      });

      it('optimizes and goes on', async () => {
        await store('name', ['a', 'b']);
        await driver.optimize();
        expect(await driver.knex('thing').orderBy('id').pluck('name')).toEqual(['a', 'b']);
      });
    });

    describe('transactions', () => {
      beforeEach(start);
      afterEach(end);

      it('makes all of it or nothing visible', async () => {
        const failed = driver.knex.transaction(async (transaction) => {
          await transaction('thing').insert({ id: 1, name: 'a' });
          throw new Error('changed my mind');
        });
        await expect(failed).rejects.toThrow('changed my mind');
        expect(await driver.knex('thing').pluck('id')).toEqual([]);
        await driver.knex.transaction((transaction) => transaction('thing').insert({ id: 2, name: 'b' }));
        expect(await driver.knex('thing').pluck('id')).toEqual([2]);
      });

      it('hides unfinished work from others', async () => {
        await driver.knex.transaction(async (transaction) => {
          await transaction('thing').insert({ id: 1, name: 'a' });
          expect(await transaction('thing').pluck('id')).toEqual([1]);
          if (driver.supports.readsBesideTransactions) expect(await driver.knex('thing').pluck('id')).toEqual([]);
        });
        expect(await driver.knex('thing').pluck('id')).toEqual([1]);
      });

      it('loses no update of many transactions at once', async () => {
        await driver.knex('thing').insert({ id: 0, name: '0' });
        const addOne = (): Promise<void> =>
          driver.knex.transaction(async (transaction) => {
            const [row] = await transaction('thing').where({ id: 0 }).forUpdate().select('name');
            await transaction('thing')
              .where({ id: 0 })
              .update({ name: String(Number(row?.name) + 1) });
          });
        await Promise.all(Array.from({ length: 20 }, addOne));
        expect(await driver.knex('thing').pluck('name')).toEqual(['20']);
      });

      it('undoes an inner one alone', async () => {
        await driver.knex.transaction(async (outer) => {
          await outer('thing').insert({ id: 1, name: 'outer' });
          const inner = outer.transaction(async (transaction) => {
            await transaction('thing').insert({ id: 2, name: 'inner' });
            throw new Error('inner');
          });
          await expect(inner).rejects.toThrow('inner');
        });
        expect(await driver.knex('thing').pluck('id')).toEqual([1]);
      });

      it('sees one moment in a read-only one', async () => {
        if (!driver.supports.readsBesideTransactions) return;
        await driver.knex.transaction(
          async (transaction) => {
            expect(await transaction('thing').pluck('id')).toEqual([]);
            await driver.knex('thing').insert({ id: 1, name: 'later' });
            expect(await transaction('thing').pluck('id')).toEqual([]);
          },
          { readOnly: true },
        );
        expect(await driver.knex('thing').pluck('id')).toEqual([1]);
      });
    });

    describe('statements', () => {
      beforeEach(start);
      afterEach(end);

      it('gives back what it was given', async () => {
        const text = `quotes ' " \` \\ ? ?? :name, ünïcödé 🙂 and\na line`;
        await driver.knex('thing').insert({ id: 2 ** 31 - 1, name: text });
        expect(await driver.knex('thing').where({ name: text }).first()).toEqual({
          id: 2 ** 31 - 1,
          name: text,
          document: null,
        });
      });

      it('keeps identifiers in quotes', async () => {
        const evil = 'name"`; DROP TABLE thing; --';
        await expect(driver.knex('thing').select(evil)).rejects.toThrow();
        expect(await driver.knex.schema.hasTable('thing')).toBe(true);
      });

      it('goes on after a failed statement', async () => {
        await expect(driver.knex('nothing').select()).rejects.toThrow();
        await expect(driver.knex.raw('SELEC 1')).rejects.toThrow();
        expect(await driver.knex('thing').pluck('id')).toEqual([]);
      });

      it('knows the error of a doubled key from others', async () => {
        await driver.knex('thing').insert({ id: 1, name: 'a' });
        const errorOf = (work: PromiseLike<unknown>): Promise<unknown> =>
          Promise.resolve(work).then(
            () => undefined,
            (error: unknown) => error,
          );
        const insert = (row: object) => errorOf(driver.knex('thing').insert(row));
        expect(driver.isDuplicate(await insert({ id: 1, name: 'b' }))).toBe(true);
        expect(driver.isDuplicate(await insert({ id: 2, name: 'a' }))).toBe(true);
        expect(driver.isDuplicate(await errorOf(driver.knex('nothing').select()))).toBe(false);
        expect(driver.isDuplicate(new Error('UNIQUE'))).toBe(false);
        expect(driver.isDuplicate(undefined)).toBe(false);
      });

      it('streams rows', async () => {
        await store('name', ['a', 'b', 'c']);
        const names: unknown[] = [];
        for await (const row of driver.knex('thing').orderBy('id').stream())
          names.push((row as { name: unknown }).name);
        expect(names).toEqual(['a', 'b', 'c']);
      });

      it('answers many at once', async () => {
        await store('name', ['a']);
        const answers = await Promise.all(Array.from({ length: 300 }, () => driver.knex('thing').pluck('name')));
        expect(answers.every((names) => names.length === 1 && names[0] === 'a')).toBe(true);
      });
    });

    describe('texts', () => {
      beforeAll(async () => {
        await start();
        await store('name', names);
      });
      afterAll(end);

      const names = ['abc', 'ABC', 'a%c', 'a_c', 'a!c', 'a\\c', 'xabcx', '', null];
      const cases: readonly [TextMatch, readonly number[]][] = [
        [{ eq: 'abc' }, [0]],
        [{ eq: '' }, [7]],
        [{ neq: 'abc' }, [1, 2, 3, 4, 5, 6, 7]],
        [{ in: ['abc', 'a_c', 'no'] }, [0, 3]],
        [{ in: [] }, []],
        [{ contains: 'bc' }, [0, 1, 6]],
        [{ contains: '%' }, [2]],
        [{ contains: '_' }, [3]],
        [{ contains: '!' }, [4]],
        [{ contains: '\\' }, [5]],
        [{ startsWith: 'AB' }, [0, 1]],
        [{ startsWith: 'a%' }, [2]],
        [{ endsWith: 'BC' }, [0, 1]],
        [{ endsWith: '_c' }, [3]],
        [{ contains: '' }, [0, 1, 2, 3, 4, 5, 6, 7]],
        [{ eq: `abc' OR '1'='1` }, []],
        [{ contains: `' OR 1=1 --` }, []],
        [{ in: [`abc') OR ('1'='1`] }, []],
      ];
      it.each(cases)('match %j', async (match, expected) => {
        expect(await matching(driver.textMatches('name', match))).toEqual(expected);
      });

      it('take a list longer than any limit of parameters', async () => {
        const many = Array.from({ length: 100_000 }, (_, i) => `no${i}`);
        expect(await matching(driver.textMatches('name', { in: [...many, 'abc'] }))).toEqual([0]);
      });
    });

    describe('JSON', () => {
      beforeAll(async () => {
        await start();
        await store('document', documents);
      });
      afterAll(end);

      it('gives numbers, and NULL for everything else', async () => {
        const rows = await driver
          .knex('thing')
          .orderBy('id')
          .select({ load: driver.jsonNumber('document', 'load') });
        expect(rows.map(({ load }: { load: unknown }) => load)).toEqual([1.5, -2, null, null, null, null, null, null]);
      });

      it('gives texts, and NULL for everything else', async () => {
        const rows = await driver
          .knex('thing')
          .orderBy('id')
          .select({ name: driver.jsonText('document', 'jobName') });
        expect(rows.map((row: { name: unknown }) => row.name)).toEqual([
          'Train_50%',
          'train-500',
          null,
          null,
          null,
          null,
          null,
          null,
        ]);
      });

      it('compares, matches and sorts by them', async () => {
        const load = driver.jsonNumber('document', 'load');
        expect(await matching(driver.knex.raw('? >= ?', [load, 0]))).toEqual([0]);
        expect(await matching(driver.textMatches(driver.jsonText('document', 'jobName'), { contains: '50%' }))).toEqual(
          [0],
        );
        const ordered = driver.knex('thing').whereRaw('? IS NOT NULL', [load]).orderByRaw('? asc', [load]).pluck('id');
        expect(await ordered).toEqual([1, 0]);
      });

      it.each<[TextMatch, readonly number[]]>([
        [{ eq: 'n01' }, [3]],
        [{ eq: 'n03' }, []],
        [{ eq: 'n06' }, [4]],
        [{ neq: 'n01' }, [3, 4]],
        [{ in: ['n02', 'N03'] }, [3, 4]],
        [{ in: [] }, []],
        [{ startsWith: 'n0' }, [3, 4]],
        [{ endsWith: '3' }, [4]],
        [{ contains: '%' }, []],
        [{ eq: 'n04' }, []],
        [{ eq: `n01') OR ('1'='1` }, []],
      ])('finds %j in a list of objects', async (match, expected) => {
        expect(await matching(driver.jsonArrayHas('document', 'host', match))).toEqual(expected);
      });

      it.each([`load"`, `load') OR ('1'='1`, `x.y`, `$`, `[0]`, ``])(
        'finds nothing under the odd key %j',
        async (key) => {
          const load = (): Promise<number[]> =>
            matching(driver.knex.raw('? IS NOT NULL', [driver.jsonNumber('document', key)]));
          const found = await Promise.resolve()
            .then(load)
            .catch((error: unknown) => error);
          if (Array.isArray(found)) expect(found).toEqual([]);
          else expect(found).toMatchObject({ code: 'CC_INVALID_INPUT' });
        },
      );
    });
  });
}
