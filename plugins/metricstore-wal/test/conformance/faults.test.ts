import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostSnapshot, LevelSnapshot, Series } from '@cc-kernel/core/plugin';
import { describe, expect, it } from 'vitest';
import type { Durability } from '../../src/config.js';
import { FaultyDisks } from '../faulty-disks.js';
import type { Fault } from '../faulty-disks.js';
import { storeOn } from '../store-on.js';

const t0 = 1_772_323_200;
const hosts = ['n1', 'n2'];

/** `host@time` → value. */
type Samples = Map<string, number>;

interface Outcome {
  readonly acknowledged: Samples;
  readonly sent: Samples;
  readonly found: Samples;
  readonly steps: readonly string[];
}

/** A short life: samples, a checkpoint, more samples, another checkpoint, a few last ones, the end – with a fault somewhere. */
async function live(durability: Durability, fault: Fault | undefined): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
  const disks = new FaultyDisks(fault);
  const acknowledged: Samples = new Map();
  const sent: Samples = new Map();
  try {
    const store = storeOn({ directory, durability, disk: disks.snapshots, logDisk: disks.log });
    const append = async (from: number) => {
      for (let minute = from; minute < from + 2; minute++) {
        const time = t0 + minute * 60;
        const batch = hosts.map((host, at) => ({ host, time, value: minute + at * 1000 }));
        for (const { host, value } of batch) sent.set(`${host}@${time}`, value);
        try {
          await store.append(batch.map((each) => ({ ...each, cluster: 'alpha', levels: [], metric: 'load' })));
          if (!disks.isDead) for (const { host, value } of batch) acknowledged.set(`${host}@${time}`, value);
        } catch {
          // not acknowledged: it may be lost
        }
      }
    };
    const save = () => store.save(snapshotsOf(sent)).catch(() => {});
    try {
      await store.open();
      await append(0);
      await save();
      await append(2);
      await save();
      await append(4);
      await store.close();
    } catch {
      // the disk failed before there was a store, or after
    }
    await writeFile(join(directory, 'cc-kernel..lock', 'holder..process', 'pid'), '999999999 1').catch(() => {});
    disks.cutPower();
    return { acknowledged, sent, found: await restored(directory), steps: disks.steps };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function* snapshotsOf(samples: Samples): AsyncGenerator<HostSnapshot> {
  for (const host of hosts) {
    const values = [...samples].filter(([key]) => key.startsWith(host)).map(([, value]) => value);
    const run: Series = { start: t0, step: 60, values: Float32Array.from(values) };
    const root: LevelSnapshot = { metrics: new Map([['load', [run]]]), children: new Map() };
    yield { cluster: 'alpha', host, from: t0, to: t0 + values.length * 60, root };
  }
}

async function restored(directory: string): Promise<Samples> {
  const sound = new FaultyDisks(undefined);
  const store = storeOn({ directory, disk: sound.snapshots, logDisk: sound.log });
  const found: Samples = new Map();
  await store.open();
  for await (const { host, root } of store.restore(0)) {
    for (const { start, step, values } of root.metrics.get('load') ?? [])
      values.forEach((value, at) => found.set(`${host}@${start + at * step}`, value));
  }
  expect(store.quarantined).toEqual([]); // torn is not damaged
  await store.close();
  return found;
}

function check({ acknowledged, sent, found }: Outcome): void {
  for (const [key, value] of acknowledged) expect(found.get(key), key).toBe(value);
  for (const [key, value] of found) expect(sent.get(key), key).toBe(value);
}

describe('acknowledged samples survive', () => {
  it.each(['disk', 'os'] as const)('a life without faults, at level %s', async (durability) => {
    const outcome = await live(durability, undefined);
    check(outcome);
    expect(outcome.acknowledged.size).toBe(12);
  });

  // At level `disk` errors and the end of the process are in the conformance suite.
  const faults: readonly [string, Durability, (step: number) => Fault][] = [
    ['an input/output error at any change of the disk', 'os', (step) => ({ kind: 'error', code: 'EIO', step })],
    ['the end of the process at any change of the disk', 'os', (step) => ({ kind: 'death', step })],
    ['a power cut at any change of the disk', 'disk', (step) => ({ kind: 'power', step })],
  ];
  it.each(faults)('%s, at level %s', { timeout: 60_000 }, async (_, durability, faultAt) => {
    const { steps } = await live(durability, undefined);
    expect(new Set(steps)).toEqual(
      new Set([
        'create',
        'write',
        'sync',
        'close',
        'sync folder',
        'snapshots: open',
        'snapshots: write',
        'snapshots: sync',
        'snapshots: rename',
        'snapshots: remove',
        'snapshots: sync folder',
        'snapshots: make folder',
      ]),
    );
    for (let step = 0; step < steps.length; step++) {
      const outcome = await live(durability, faultAt(step));
      expect(outcome.steps.length).toBeGreaterThan(step); // it has fired
      check(outcome);
    }
  });
});

describe('a disk that fails', () => {
  async function withFaults(
    durability: Durability,
    fault: Fault,
    use: (live: Awaited<ReturnType<typeof opened>>) => Promise<void>,
  ) {
    const directory = await mkdtemp(join(tmpdir(), 'metricstore-wal-'));
    const store = await opened(directory, durability, fault);
    try {
      await use(store);
    } finally {
      await store.store.close();
      await rm(directory, { recursive: true, force: true });
    }
  }

  async function opened(directory: string, durability: Durability, fault: Fault) {
    const disks = new FaultyDisks(fault);
    const store = storeOn({ directory, durability, logDisk: disks.log });
    await store.open();
    const append = (value: number) =>
      store.append([{ cluster: 'alpha', host: 'n1', levels: [], metric: 'load', time: t0 + value, value }]);
    return { store, append };
  }

  // create, write and sync of the header, sync of the folder, then write and sync of the first block
  it('once at syncing stops acknowledging for good, and says so', async () => {
    await withFaults('disk', { kind: 'error', code: 'EIO', step: 5 }, async ({ store, append }) => {
      expect(store.trouble).toBeUndefined();
      await expect(append(1)).rejects.toMatchObject({ code: 'CC_UNAVAILABLE' });
      await expect(append(2)).rejects.toMatchObject({ code: 'CC_UNAVAILABLE' });
      expect(store.trouble).toMatch(/brought to the disk.*EIO/);
    });
  });

  it('once at writing refuses those samples, and takes the next ones', async () => {
    await withFaults('disk', { kind: 'error', code: 'ENOSPC', step: 4 }, async ({ store, append }) => {
      await expect(append(1)).rejects.toMatchObject({
        code: 'CC_UNAVAILABLE',
        message: expect.stringMatching(/ENOSPC/),
      });
      expect(store.trouble).toMatch(/ENOSPC/);
      await append(2);
      expect(store.trouble).toBeUndefined();
    });
  });

  it('at level memory counts what did not reach the log', async () => {
    await withFaults('memory', { kind: 'error', code: 'ENOSPC', step: 4 }, async ({ store, append }) => {
      await append(1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(store.figures.lostSamples).toBe(1);
    });
  });
});
