import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveCheckpoints } from '../../src/archive/archive-checkpoints.js';
import { ParquetFile } from '../../src/archive/parquet-file.js';
import { SampleArchive } from '../../src/archive/sample-archive.js';
import type { DurableDisk } from '../../src/contracts/durable-disk.js';
import { nodeDisk } from '../../src/disk/node-disk.js';
import { FaultyDisk, MemoryCheckpointStore, collectingLog, testSettings } from '../../src/testing.js';
import type { HostSnapshot, LevelSnapshot, Series } from '../../src/domain/node-metrics.js';
import { query } from '../duckdb.js';

const t0 = 1_772_323_200;

/** Encodes without a thread, which needs the built code. */
const archiveIn = (folder: string, disk = nodeDisk) => new SampleArchive(folder, disk, () => new ParquetFile());

describe('SampleArchive', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sample-archive-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes the rows that cc-backend writes, in its order', async () => {
    const deep = level({ temp: [run(t0, [40])] });
    const root = level(
      { load: [run(t0, [1.5, NaN, 3])], flops: [run(t0, [7])] },
      { socket1: level({ load: [run(t0, [2])] }, { dev7: deep }), cpu3: level({ ipc: [run(t0, [0.5], 10)] }) },
    );
    const { rows } = await archiveIn(folder).add('alpha', t0, each({ ...snapshot('n1', root) }));
    expect(rows).toBe(6);
    expect(await read(join(folder, 'alpha', `${t0}.parquet`))).toEqual([
      ['alpha', 'n1', 'flops', 'node', '', t0, 60, 7],
      ['alpha', 'n1', 'load', 'node', '', t0, 60, 1.5],
      ['alpha', 'n1', 'load', 'node', '', t0 + 120, 60, 3],
      ['alpha', 'n1', 'ipc', 'hwthread', '3', t0, 10, 0.5],
      ['alpha', 'n1', 'load', 'socket', '1', t0, 60, 2],
      ['alpha', 'n1', 'temp', 'dev7', '', t0, 60, 40],
    ]);
  });

  it('has the schema, encodings and a row group a host', async () => {
    const root = level({ load: [run(t0, [1, 2])] });
    const later = { ...snapshot('n1', root), to: t0 + 1200 };
    await archiveIn(folder).add('alpha', t0, each(snapshot('n1', root), later, snapshot('n2', root)));
    const file = join(folder, 'alpha', `${t0}.parquet`);
    const schema = await query(`select name, type, repetition_type, converted_type from parquet_schema('${file}')`);
    expect(schema).toEqual([
      ['ParquetMetricRow', null, null, null],
      ...['cluster', 'hostname', 'metric', 'scope', 'scope_id'].map((name) => [name, 'BYTE_ARRAY', 'REQUIRED', 'UTF8']),
      ...['timestamp', 'frequency'].map((name) => [name, 'INT64', 'REQUIRED', 'INT_64']),
      ['value', 'FLOAT', 'REQUIRED', null],
    ]);
    const columns = await query(
      `select row_group_id, row_group_num_rows, compression, encodings from parquet_metadata('${file}')`,
    );
    expect(new Set(columns.map(([group, rows]) => `${String(group)}: ${String(rows)}`))).toEqual(
      new Set(['0: 4', '1: 2']),
    );
    expect(new Set(columns.map(([, , compression]) => compression))).toEqual(new Set(['ZSTD']));
    expect(new Set(columns.map(([, , , encodings]) => encodings))).toEqual(
      new Set(['DELTA_LENGTH_BYTE_ARRAY', 'PLAIN']),
    );
  });

  it('gives back any samples', async () => {
    const values = fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 1, maxLength: 20 });
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, values, { maxKeys: 4 }), async (metrics) => {
        const runs = Object.entries(metrics).map(([metric, each_]) => [metric, [run(t0, each_)]] as const);
        const before = number++; // DuckDB remembers files by their names
        const root = { metrics: new Map(runs), children: new Map() };
        const expected = Object.entries(metrics).flatMap(([metric, all]) =>
          all.flatMap((value, at) =>
            Number.isNaN(value) ? [] : [`${metric} ${t0 + at * 60} ${value === 0 ? 0 : value}`],
          ),
        );
        const { rows } = await archiveIn(folder).add('alpha', before, each(snapshot('n1', root)));
        expect(rows).toBe(expected.length);
        if (rows === 0) return;
        const found = await read(join(folder, 'alpha', `${before}.parquet`));
        expect(
          found.map(([, , metric, , , time, , value]) => `${String(metric)} ${String(time)} ${String(value)}`).sort(),
        ).toEqual(expected.sort());
      }),
      { numRuns: 8 },
    );
  });

  it('counts a sample once that two snapshots of cc-backend share, and puts the others in its rhythm', async () => {
    const first = level({ load: [run(t0, [1, 2])], idle: [run(t0, [5])] });
    const second = level({ load: [run(t0 + 73, [2, NaN, 3])], idle: [run(t0 + 90, [5])] });
    const third = level({ load: [run(t0 + 180 - 30, [3, 4])] });
    const fourth = level({ load: [run(t0 + 300 + 29, [5])] });
    const all = [first, second, third, fourth].map((root, at) => ({
      ...snapshot('n1', root),
      from: [t0, t0 + 73, t0 + 150, t0 + 329][at]!,
    }));
    expect(await archiveIn(folder).add('alpha', t0, each(...all))).toMatchObject({ rows: 7 });
    const rows = await read(join(folder, 'alpha', `${t0}.parquet`));
    expect(rows.map(([, , metric, , , time, , value]) => [metric, Number(time) - t0, value])).toEqual([
      ['idle', 0, 5],
      ['load', 0, 1],
      ['load', 60, 2],
      ['idle', 90, 5],
      ['load', 180, 3],
      ['load', 240, 4],
      ['load', 300, 5],
    ]);
  });

  it('never overwrites, and leaves no file without samples', async () => {
    const archive = archiveIn(folder);
    const root = level({ load: [run(t0, [1])] });
    const empty = snapshot('n3', level({ load: [run(t0, [NaN])] }));
    for (const one of [snapshot('n1', root), snapshot('n2', root), empty]) {
      const archived = await archive.add('alpha', t0, each(one));
      expect(archived.rows).toBe(one === empty ? 0 : 1);
      await archived.forget(true);
    }
    expect(readdirSync(join(folder, 'alpha')).sort()).toEqual([`${t0}-2.parquet`, `${t0}.parquet`]);
  });

  it('rejects at every step that fails, and leaves nothing', async () => {
    const root = level({ load: [run(t0, [1])] });
    const archive = (disk: DurableDisk) => archiveIn(folder, disk).add('alpha', t0, each(snapshot('n1', root)));
    let step = 0;
    for (; ; step++) {
      const disk = failingAt(step);
      const failed = await archive(disk).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'ENOSPC',
      );
      if (!failed) break;
      expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('.'))).toEqual([]);
    }
    expect(step).toBeGreaterThanOrEqual(8);
  });

  it('removes no checkpoint as long as any step of archiving fails, and counts that; then all', async () => {
    const store = new MemoryCheckpointStore();
    await store.open();
    const root = level({ load: [run(t0, [1])] });
    await store.save(each(snapshot('n1', root), snapshot('n2', root)));
    const metricStore = { retentionInMemory: 60, memoryCapGB: 1, checkpointInterval: 60 };
    const settings = {
      ...testSettings(),
      metricStore: { ...metricStore, cleanupMode: 'archive' as const, cleanupDirectory: folder },
    };
    const registry = new Registry();
    let step = 0;
    const clean = new ArchiveCheckpoints(settings, collectingLog().logger, registry, (place) =>
      archiveIn(place, failingAt(step)),
    );
    const before = t0 + 3600;
    for (; (await store.prune(before, clean.keeper(before))) === 0; step++)
      expect((await collectHosts(store)).join()).toBe('n1,n2');
    expect(step).toBeGreaterThanOrEqual(8);
    expect(await collectHosts(store)).toEqual([]);
    expect(await registry.metrics()).toContain(`cckernel_checkpoint_archive_failures_total ${step}`);
    expect([...clean.failed]).toEqual(['alpha']);
    // The last step that failed only kept the receipt.
    expect(readdirSync(join(folder, 'alpha'))).toEqual([`${before}.parquet`, `${before}.parquet.receipt`]);
    await store.save(each(snapshot('n3', root)));
    expect(await store.prune(before, clean.keeper(before, AbortSignal.abort()))).toBe(0);
    step = Infinity;
    expect(await store.prune(before, clean.keeper(before))).toBe(1);
    expect(readdirSync(join(folder, 'alpha'))).toEqual([`${before}-2.parquet`, `${before}.parquet`]);
    await store.close();
  });
});

async function collectHosts(store: MemoryCheckpointStore): Promise<string[]> {
  const hosts: string[] = [];
  for await (const { host } of store.restore(0)) hosts.push(host);
  return hosts;
}

/** Refuses the change of that number with ENOSPC. */
const failingAt = (step: number) => new FaultyDisk({ kind: 'error', code: 'ENOSPC', step }).disk;

function snapshot(host: string, root: LevelSnapshot): HostSnapshot {
  return { cluster: 'alpha', host, from: t0, to: t0 + 600, root };
}

function level(metrics: Record<string, Series[]>, children: Record<string, LevelSnapshot> = {}): LevelSnapshot {
  return { metrics: new Map(Object.entries(metrics)), children: new Map(Object.entries(children)) };
}

function run(start: number, values: number[], step = 60): Series {
  return { start, step, values: Float32Array.from(values) };
}

function each(...snapshots: HostSnapshot[]): AsyncIterable<HostSnapshot> {
  return Readable.from(snapshots);
}

async function read(file: string): Promise<unknown[][]> {
  const rows = await query(`select * from '${file}'`);
  return rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
}
