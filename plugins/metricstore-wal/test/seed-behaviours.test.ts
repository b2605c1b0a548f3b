import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from '@cc-kernel/core/plugin';
import type { DurableDisk, HostSnapshot, JournalSample } from '@cc-kernel/core/plugin';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WalCheckpointConfig } from '../src/config.js';
import { encodeLegacyRecord, legacyFileMagic } from '../src/legacy/parse-legacy-log.js';
import { segmentFiles } from '../src/log/segment-files.js';
import type { WalCheckpointStore } from '../src/wal-checkpoint-store.js';
import { storeOn } from './store-on.js';

const t0 = 1_772_323_200;

let directory: string;
let unwritable: string | undefined;
let store: WalCheckpointStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
  unwritable = undefined;
  await start();
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const disk: DurableDisk = {
  ...nodeDisk,
  async write(path, pieces) {
    if (unwritable !== undefined && path.includes(`/${unwritable}/`)) throw new Error('no space left on device');
    await nodeDisk.write(path, pieces);
  },
};

async function start(maxLogSize = 0): Promise<void> {
  store = storeOn({ directory, disk, maxLogSize });
  await store.open();
}

async function restart(maxLogSize = 0): Promise<void> {
  await store.close();
  await start(maxLogSize);
}

function sample(host: string, minute: number, value: number): JournalSample {
  return { cluster: 'alpha', host, levels: [], metric: 'load', time: t0 + minute * 60, value };
}

function snapshot(host: string, minute: number, ...values: readonly number[]): HostSnapshot {
  const start = t0 + minute * 60;
  const run = { start, step: 60, values: Float32Array.from(values) };
  return {
    cluster: 'alpha',
    host,
    from: start,
    to: start + 60 * values.length,
    root: { metrics: new Map([['load', [run]]]), children: new Map() },
  };
}

async function* each(...snapshots: readonly HostSnapshot[]): AsyncGenerator<HostSnapshot> {
  yield* snapshots;
}

/** `host@minute` → value. */
async function restored(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for await (const { host, root } of store.restore(0))
    for (const { start, step, values } of root.metrics.get('load') ?? [])
      values.forEach((value, at) => (found[`${host}@${(start + at * step - t0) / 60}`] = value));
  return found;
}

const logs = async () => (await segmentFiles(join(directory, 'cc-kernel..log/segments..all'))).length;
const filesOf = async (host: string) => (await readdir(join(directory, 'alpha', host))).sort();

async function leaveLegacyLog(host: string, ...samples: readonly JournalSample[]): Promise<void> {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(legacyFileMagic);
  await mkdir(join(directory, 'alpha', host), { recursive: true });
  const path = join(directory, 'alpha', host, 'current.wal');
  await writeFile(path, Buffer.concat([header, ...samples.map(encodeLegacyRecord)]));
}

/** What the seed changed in cc-backend about saved samples, each as this server does it. What is about core alone stands in core. */
describe('behaviours of the seed', () => {
  it('seed behaviour 1, partial success: the hosts that were written count, the others are named and tried again, and no log goes before', async () => {
    await store.append([sample('n1', 0, 1), sample('n2', 0, 2)]);
    unwritable = 'n2';
    expect(await store.save(each(snapshot('n1', 0, 1), snapshot('n2', 0, 2)))).toMatchObject({
      hosts: 1,
      failed: [{ cluster: 'alpha', host: 'n2', error: { message: 'no space left on device' } }],
    });
    expect(await filesOf('n1')).toContain(`${t0}.bin`);
    expect(await logs()).toBe(1);
    unwritable = undefined;
    expect(await store.save(each(snapshot('n2', 0, 2)))).toMatchObject({ hosts: 1, failed: [] });
    expect(await logs()).toBe(0);
    await restart();
    expect(await restored()).toEqual({ 'n1@0': 1, 'n2@0': 2 });
  });

  it('seed behaviour 1, max-wal-size: a whole number from 0, by default 0, which sets no limit', async () => {
    const accepts = (maxLogSize: number) =>
      Value.Check(WalCheckpointConfig, { directory: 'd', durability: 'disk', maxLogSize });
    expect([0, 1, -1, 1.5].map(accepts)).toEqual([true, true, false, false]);
    expect(WalCheckpointConfig.properties.maxLogSize).toMatchObject({ default: 0 });
    let asked = 0;
    store.whenFull(() => asked++);
    for (let minute = 0; minute < 10; minute++) await store.append([sample('n1', minute, minute)]);
    expect(asked).toBe(0);
  });

  it('seed behaviour 1, max-wal-size: reaching it brings a checkpoint early instead of throwing samples away', async () => {
    await restart(100);
    let asked = 0;
    store.whenFull(() => asked++);
    await store.append([sample('n1', 0, 1), sample('n1', 1, 2)]);
    await store.append([sample('n1', 2, 3)]);
    expect(asked).toBe(1);
    await restart();
    expect(await restored()).toEqual({ 'n1@0': 1, 'n1@1': 2, 'n1@2': 3 });
  });

  it('seed behaviour 1, max-wal-size: the size is that of the files, header included, and those of the life before count', async () => {
    await store.append([sample('n1', 0, 1)]);
    const [file] = await segmentFiles(join(directory, 'cc-kernel..log/segments..all'));
    expect(store.figures.logBytes).toBe(file!.size);
    await restart(file!.size + 1);
    expect(store.figures.logBytes).toBe(file!.size);
    let asked = 0;
    store.whenFull(() => asked++);
    await store.append([sample('n1', 1, 2)]);
    expect(asked).toBe(1);
  });

  it('seed behaviour 2, rotation: after a checkpoint no host keeps its log, however many hosts there are', async () => {
    const hosts = Array.from({ length: 70 }, (_, at) => `n${at}`);
    await store.append(hosts.map((host) => sample(host, 0, 1)));
    await store.save(each(...hosts.map((host) => snapshot(host, 0, 1))));
    expect(await logs()).toBe(0);
    expect(store.figures.logBytes).toBe(0);
  });

  it('seed behaviour 2, rotation: also the log of a host that has sent nothing since the start goes', async () => {
    await store.append([sample('silent', 0, 1)]);
    await restart();
    expect(await restored()).toEqual({ 'silent@0': 1 });
    expect(await logs()).toBe(1);
    await store.save(each(snapshot('silent', 0, 1)));
    expect(await logs()).toBe(0);
  });

  it('seed behaviour 3, log during a checkpoint: never paused; what is acknowledged meanwhile is in the log that stays', async () => {
    await store.append([sample('n1', 0, 1)]);
    const arriving = async function* () {
      await store.append([sample('n1', 1, 2)]);
      yield snapshot('n1', 0, 1);
      await store.append([sample('n1', 2, 3), sample('n2', 0, 4)]);
    };
    await store.save(arriving());
    await restart();
    expect(await restored()).toEqual({ 'n1@0': 1, 'n1@1': 2, 'n1@2': 3, 'n2@0': 4 });
  });

  it("seed behaviour 3, log during a checkpoint: writing a host removes no log; cc-backend's goes once all hosts are written", async () => {
    await leaveLegacyLog('n1', sample('n1', 0, 1));
    await restored();
    const watching = async function* () {
      yield snapshot('n1', 0, 1);
      expect(await filesOf('n1')).toContain('current.wal');
    };
    await store.save(watching());
    expect(await filesOf('n1')).toEqual([`${t0}.bin`, `${t0}.bin.crc`]);
  });

  it('seed behaviour 4, orderly stop: after the last checkpoint no log is left, and a current.wal that is gone already is fine', async () => {
    await leaveLegacyLog('n1', sample('n1', 0, 1));
    expect(await restored()).toEqual({ 'n1@0': 1 });
    await store.append([sample('n1', 1, 2)]);
    await rm(join(directory, 'alpha/n1/current.wal'));
    expect(await store.save(each(snapshot('n1', 0, 1, 2)))).toMatchObject({ failed: [] });
    await store.close();
    expect(await readdir(directory)).toEqual(['alpha']);
    expect(await filesOf('n1')).toEqual([`${t0}.bin`, `${t0}.bin.crc`]);
  });

  it('seed behaviour 4, orderly stop: a second one does nothing', async () => {
    await store.append([sample('n1', 0, 1)]);
    await store.close();
    await store.close();
    await start();
    expect(await restored()).toEqual({ 'n1@0': 1 });
  });

  it('seed behaviour 5, formats: snapshots are binary files named after their first second, the log is no file of a host', async () => {
    await store.append([sample('n1', 0, 1)]);
    await store.save(each(snapshot('n1', 0, 1)));
    await store.append([sample('n1', 1, 2)]);
    const bytes = await readFile(join(directory, 'alpha/n1', `${t0}.bin`));
    expect(bytes.readUInt32LE(0)).toBe(0xcc5b0001);
    expect(await filesOf('n1')).not.toContain('current.wal');
    expect(await logs()).toBe(1);
  });
});
