import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { ArchiveCheckpoints } from '../../src/archive/archive-checkpoints.js';
import { digestOf } from '../../src/archive/archive-receipts.js';
import { ParquetFile } from '../../src/archive/parquet-file.js';
import { SampleArchive } from '../../src/archive/sample-archive.js';
import { FolderCheckpointStore, bySaving, entriesOf, readJsonCheckpoint } from '../../src/plugin.js';
import type { CheckpointFile, CheckpointFormat, DurableDisk, HostSnapshot } from '../../src/plugin.js';
import { collectingLog, steppedDisk, testSettings } from '../../src/testing.js';
import { query } from '../duckdb.js';
import { BreakingDisk } from '../breaking-disk.js';
import type { Breaking } from '../breaking-disk.js';

const t0 = 1_772_323_200;
const window = 600;
/** Waiting for the real disk would prove nothing here. */
const sound = steppedDisk(() => {});

/** Checkpoints `<from>.json` of one metric, which end as their names say. */
const format = (disk: DurableDisk): CheckpointFormat<CheckpointFile> => ({
  companions: [],
  async list(folder) {
    const names = (await entriesOf(folder)).map(({ name }) => name);
    const checkpoints = names
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ path: join(folder, name), from: parseInt(name), to: parseInt(name) + window }));
    return { checkpoints: checkpoints.sort(bySaving), unfinished: [] };
  },
  async read({ path, from }) {
    const { root } = await readJsonCheckpoint(await readFile(path));
    return { from, to: from + window, root };
  },
  async write(folder, { from, root }) {
    const [{ start, step, values }] = root.metrics.get('load')! as [
      { start: number; step: number; values: Float32Array },
    ];
    const text = JSON.stringify({ metrics: { load: { start, frequency: step, data: [...values] } } });
    await disk.write(join(folder, `${from}.json`), [Buffer.from(text)]);
    return text.length;
  },
});

const kinds: readonly [string, Breaking['kind']][] = [
  ['no space', 'error'],
  ['the end of the process', 'end'],
  ['a power cut', 'power'],
];

describe('a clean-up into Parquet', () => {
  it.each(kinds)('archives each sample once and removes what it archived, whichever step meets %s', async (_, kind) => {
    const steps = await life(undefined);
    expect(new Set(steps)).toEqual(
      new Set(['make folder', 'open', 'write', 'sync', 'rename', 'remove', 'sync folder']),
    );
    for (let step = 0; step < steps.length; step++) await life({ kind, step });
  });
});

describe('a receipt', () => {
  it('stays as long as a checkpoint that is in it could not be read', async () => {
    const root = mkdtempSync(join(tmpdir(), 'archived-once-'));
    const archive = join(root, 'archive');
    const checkpoints = join(root, 'checkpoints');
    const store = storeIn(checkpoints, sound);
    const unremoving = steppedDisk((name) => {
      if (name === 'remove') throw new Error('it stays');
    });
    const unreadable = { ...format(sound), read: () => Promise.reject(new Error('EIO: i/o error, read')) };
    try {
      await store.open();
      await store.save(Readable.from([snapshotOf('n1', 0)]));
      await store.close();
      const receipts = () => readdirSync(join(archive, 'alpha')).filter((name) => name.endsWith('.receipt')).length;
      const kinds: readonly [FolderCheckpointStore<CheckpointFile>, number][] = [
        [storeIn(checkpoints, unremoving), 1],
        [new FolderCheckpointStore(checkpoints, unreadable, sound), 1],
        [storeIn(checkpoints, sound), 0],
      ];
      for (const [each, left] of kinds) {
        await each.open();
        await cleanUp(each, archive, sound, t0 + 3 * window).catch(() => {});
        await each.close();
        expect(receipts()).toBe(left);
      }
      expect(await query(`select count(*) from '${archive}/alpha/*.parquet'`)).toEqual([[3n]]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('the digest of a snapshot', () => {
  it('is another one for other samples, times or names', () => {
    const snapshots = fc.record({
      host: fc.constantFrom('n1', 'n2'),
      at: fc.integer({ min: 0, max: 2 }),
      values: fc.array(fc.constantFrom(0, -0, 1, NaN), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(snapshots, snapshots, (a, b) => {
        const [one, other] = [a, b].map(({ host, at, values }) => digestOf(snapshotOf(host, at, values)));
        const isSame = a.host === b.host && a.at === b.at && bytesOf(a.values).equals(bytesOf(b.values));
        expect(one === other).toBe(isSame);
      }),
    );
  });
});

/** Two hosts with two old checkpoints each and a new one; a clean-up that breaks; another one, later, on a sound disk. Returns the steps. */
async function life(breaking: Breaking | undefined): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'archived-once-'));
  const checkpoints = join(root, 'checkpoints');
  const archive = join(root, 'archive');
  const where = breaking && `${breaking.kind} at step ${breaking.step}`;
  try {
    const before = await opened(checkpoints, sound);
    const hosts = ['n1', 'n2'];
    const saved = [0, 1, 5].flatMap((at) => hosts.map((host) => snapshotOf(host, at)));
    await before.save(Readable.from(saved));
    await before.close();

    const disk = new BreakingDisk(breaking);
    const broken = storeIn(checkpoints, disk);
    await broken
      .open()
      .then(() => cleanUp(broken, archive, disk, t0 + 3 * window))
      .catch(() => {});
    await broken.close();
    if (breaking) expect(disk.steps.length, 'it has to be met').toBeGreaterThan(breaking.step);
    await disk.settle();

    const after = await opened(checkpoints, sound);
    await after.save(Readable.from([snapshotOf('n1', 2)])); // old by the time of the next clean-up
    await cleanUp(after, archive, sound, t0 + 4 * window);
    const left: string[] = [];
    for await (const { host, from } of after.restore(0)) left.push(`${host} ${(from - t0) / window}`);
    await after.close();
    expect(left, where).toEqual(['n1 5', 'n2 5']);
    const files = readdirSync(join(archive, 'alpha'));
    expect(
      files.filter((name) => name.endsWith('.receipt')),
      where,
    ).toEqual([]);
    const rows = await query(
      `select hostname, timestamp, value from '${join(archive, 'alpha')}/*.parquet' order by all`,
    );
    const expected = [0, 1, 2].flatMap((at) => [0, 1, 2].map((minute) => `n1 ${t0 + at * window + minute * 60}`));
    const others = expected.slice(0, 6).map((key) => key.replace('n1', 'n2'));
    expect(
      rows.map(([host, time]) => `${String(host)} ${String(time)}`),
      where,
    ).toEqual([...expected, ...others]);
    return disk.steps;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function opened(folder: string, disk: DurableDisk): Promise<FolderCheckpointStore<CheckpointFile>> {
  const store = storeIn(folder, disk);
  await store.open();
  return store;
}

function storeIn(folder: string, disk: DurableDisk): FolderCheckpointStore<CheckpointFile> {
  return new FolderCheckpointStore(folder, format(disk), disk);
}

async function cleanUp(
  store: FolderCheckpointStore<CheckpointFile>,
  cleanupDirectory: string,
  disk: DurableDisk,
  before: number,
): Promise<void> {
  const metricStore = {
    retentionInMemory: 60,
    memoryCapGB: 1,
    checkpointInterval: 60,
    cleanupMode: 'archive' as const,
    cleanupDirectory,
  };
  const archive = new ArchiveCheckpoints(
    { ...testSettings(), metricStore },
    collectingLog().logger,
    new Registry(),
    (folder) => new SampleArchive(folder, disk, () => new ParquetFile()),
  );
  await store.prune(before, archive.keeper(before));
}

function snapshotOf(host: string, at: number, values = [at, at + 0.25, at + 0.5]): HostSnapshot {
  const from = t0 + at * window;
  const run = { start: from, step: 60, values: Float32Array.from(values) };
  const root = { metrics: new Map([['load', [run]]]), children: new Map() };
  return { cluster: 'alpha', host, from, to: from + window, root };
}

function bytesOf(values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}
