import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostSnapshot, JournalSample, LevelSnapshot, Series } from '@cc-kernel/core/plugin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeLegacyRecord, legacyFileMagic } from '../src/legacy/parse-legacy-log.js';
import { readSnapshot } from '../src/snapshot/read-snapshot.js';
import { hostFiles } from '../src/snapshot/snapshot-files.js';
import type { WalCheckpointStore } from '../src/wal-checkpoint-store.js';
import { storeOn } from './store-on.js';

const t0 = 1_772_323_200;

let directory: string;
let store: WalCheckpointStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
  store = storeOn({ directory });
  await store.open();
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

function sample(minute: number, value: number): JournalSample {
  return { cluster: 'alpha', host: 'n1', levels: [], metric: 'load', time: t0 + minute * 60, value };
}

function snapshot(metrics: Readonly<Record<string, readonly Series[]>>): HostSnapshot {
  const root: LevelSnapshot = { metrics: new Map(Object.entries(metrics)), children: new Map() };
  const runs = Object.values(metrics).flat();
  const from = Math.min(...runs.map(({ start }) => start));
  const to = Math.max(...runs.map(({ start, step, values }) => start + step * values.length));
  return { cluster: 'alpha', host: 'n1', from, to, root };
}

function run(minute: number, values: readonly number[]): Series {
  return { start: t0 + minute * 60, step: 60, values: Float32Array.from(values) };
}

async function* each(...snapshots: readonly HostSnapshot[]): AsyncGenerator<HostSnapshot> {
  yield* snapshots;
}

async function restored(): Promise<HostSnapshot[]> {
  const all: HostSnapshot[] = [];
  for await (const one of store.restore(0)) all.push(one);
  return all;
}

describe('the folder of checkpoints', () => {
  it('holds nothing but folders on the first two levels, whatever is going on', async () => {
    await store.append([sample(0, 1)]);
    await store.save(each(snapshot({ load: [run(0, [1])] })));
    await store.append([sample(1, 2)]);
    for (const cluster of await readdir(directory, { withFileTypes: true })) {
      expect(cluster.isDirectory()).toBe(true);
      const hosts = await readdir(join(directory, cluster.name), { withFileTypes: true });
      expect(hosts.every((host) => host.isDirectory())).toBe(true);
    }
  });

  it('holds whole snapshots and no log after an orderly stop', async () => {
    await store.append([sample(0, 1)]);
    await store.save(each(snapshot({ load: [run(0, [1])] })));
    await store.close();
    expect(await readdir(directory)).toEqual(['alpha']);
    expect((await readdir(join(directory, 'alpha/n1'))).sort()).toEqual([`${t0}.bin`, `${t0}.bin.crc`]);
  });

  it('never has a metric begin earlier than in the file before, also when late samples come', async () => {
    await store.save(each(snapshot({ a: [run(0, [1, 2, 3])], b: [run(2, [7])] })));
    await store.save(each(snapshot({ a: [run(3, [4])], b: [run(3, [8])] })));
    // A sample of b that belongs before the begin of b in the first file.
    await store.save(each(snapshot({ a: [run(1, [2, 3, 4, 5])], b: [run(1, [6, 7, 8])] })));
    const { checkpoints } = await hostFiles(join(directory, 'alpha/n1'), () => {});
    const starts = new Map<string, number>();
    for (const file of [...checkpoints].sort((one, other) => one.from - other.from)) {
      for (const [name, runs] of (await readSnapshot(file)).root.metrics) {
        expect(runs[0]!.start).toBeGreaterThanOrEqual(starts.get(name) ?? 0);
        starts.set(name, runs[0]!.start);
      }
    }
    const samples = new Map<string, number>();
    for (const { root } of await restored())
      for (const [name, runs] of root.metrics)
        for (const { start, step, values } of runs)
          values.forEach((value, at) => samples.set(`${name}${(start + at * step - t0) / 60}`, value));
    expect(Object.fromEntries(samples)).toEqual({
      a0: 1,
      a1: 2,
      a2: 3,
      a3: 4,
      a4: 5,
      b1: 6,
      b2: 7,
      b3: 8,
    });
  });

  it('loses what a process left unfinished: files on their way, and side files of snapshots that came to nothing or went', async () => {
    await store.save(each(snapshot({ load: [run(0, [1])] })));
    const folder = join(directory, 'alpha/n1');
    const kept = [`${t0}.bin`, `${t0}.bin.crc`, `${t0}.bin.corrupt`, `${t0}.bin.corrupt.crc`];
    for (const name of [...kept.slice(2), '60.bin.crc', '120.bin.tmp', '120.bin.crc.tmp', '180.json.tmp'])
      await writeFile(join(folder, name), '');
    expect(await restored()).toHaveLength(1);
    expect((await readdir(folder)).sort()).toEqual(kept.sort());
  });

  it('asks for a checkpoint when the log has outgrown its largest size, and keeps every sample until then', async () => {
    await store.close();
    store = storeOn({ directory, maxLogSize: 500 });
    await store.open();
    let asked = 0;
    store.whenFull(() => asked++);
    for (let minute = 0; minute < 20; minute++) await store.append([sample(minute, minute)]);
    expect(asked).toBe(1);
    await store.close();
    store = storeOn({ directory, maxLogSize: 500 });
    await store.open();
    expect((await restored())[0]?.root.metrics.get('load')?.[0]?.values).toHaveLength(20);
  });

  it('loses the log of cc-backend only after its samples are in a checkpoint; a damaged one is kept', async () => {
    const folder = join(directory, 'alpha/n1');
    await store.save(each(snapshot({ load: [run(0, [1])] })));
    const header = Buffer.alloc(4);
    header.writeUInt32LE(legacyFileMagic);
    const record = encodeLegacyRecord(sample(1, 2));
    await writeFile(join(folder, 'current.wal'), Buffer.concat([header, record]));
    await store.save(each()); // not read yet: it has to stay
    expect(await readdir(folder)).toContain('current.wal');
    expect((await restored()).map(({ isJournalled }) => isJournalled ?? false)).toEqual([false, true]);
    await store.save(each(snapshot({ load: [run(1, [2])] })));
    expect(await readdir(folder)).not.toContain('current.wal');

    await writeFile(join(folder, 'current.wal'), Buffer.concat([header, record, record.subarray(0, 9)]));
    expect((await restored()).filter(({ isJournalled }) => isJournalled)).toHaveLength(1);
    expect(store.quarantined).toMatchObject([{ file: join(folder, 'current.wal') }]);
    await store.save(each());
    expect(await readdir(folder)).toContain('current.wal.corrupt');
    expect(await readdir(folder)).not.toContain('current.wal');
  });
});
