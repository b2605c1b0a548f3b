import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckpointStore, JournalledColumns, StoredSnapshot } from '../contracts/checkpoint-store.js';
import type { HostSnapshot, LevelSnapshot, Series } from '../domain/node-metrics.js';
import { describeDiskFaults } from './describe-disk-faults.js';
import type { DiskFault, DiskSteps } from './describe-disk-faults.js';

export interface CheckpointStoreHarness {
  /** Opens a store on the same place every time: that is what a restart looks like. Rejects while another one is open. */
  open(): Promise<CheckpointStore>;
  /** From now on writing fails for this host, half way, until the returned function is called. Left out: those tests are skipped. */
  failWritesOf?(cluster: string, host: string): Promise<() => Promise<void>>;
  /** Damages the newest stored snapshot of a host. Left out: those tests are skipped. */
  damageNewest?(cluster: string, host: string): Promise<void>;
  /** Leaves the place as a process that was killed would: open for nobody. Left out: those tests are skipped. */
  crash?(store: CheckpointStore): Promise<void>;
  /**
   * Stores opened from now on count their changes of the disk (write, sync, rename, remove, …), and the fault comes true; `undefined`: none
   * does. Left out: those tests are skipped.
   */
  failDisk?(fault: DiskFault | undefined): DiskSteps;
  dispose(): Promise<void>;
}

const t0 = 1_772_323_200;

/** Holds a checkpoint format to the promises of `CheckpointStore`. */
export function describeCheckpointStore(name: string, makeHarness: () => Promise<CheckpointStoreHarness>): void {
  describe(`${name} is a CheckpointStore`, () => {
    describeDiskFaults(makeHarness);
  });

  describe(`${name} is a CheckpointStore`, () => {
    let harness: CheckpointStoreHarness;
    let store: CheckpointStore;
    beforeEach(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });
    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    async function restarted(): Promise<CheckpointStore> {
      await store.close();
      store = await harness.open();
      return store;
    }

    it('has nothing before the first save', async () => {
      expect(await collect(store.restore(0))).toEqual([]);
      expect(store.quarantined).toEqual([]);
    });

    it('restores what was saved, gaps included, after a restart', async () => {
      const saved = snapshot('node001', { cpu_load: [run(t0, [1.5, NaN, 3])] });
      expect((await store.save(each(saved))).failed).toEqual([]);
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([saved]));
    });

    it('keeps every level, every name and every float32 as it was', async () => {
      const values = [0, -0, 0.1, -123.456, 1e-40, 3.4028234663852886e38, 16_777_217, 1 / 3].map(Math.fround);
      const saved = snapshot(
        'node 1,=".ü',
        { cpu_load: [run(t0, values)], 'mëtric "x"': [run(t0 + 7, [1], 10)] },
        {
          socket0: level({ flops: [run(t0 - 29, [1, 2])] }, { dev7: level({ temp: [run(t0, [40])] }) }),
          'accelerator00000000:49:00.0': level({ acc_power: [run(t0 + 3, [NaN, 7], 30)] }),
        },
      );
      await store.save(each(saved));
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([saved]));
    });

    it('keeps times when samples paused, and when they went on at other seconds', async () => {
      const day = 86_400;
      const saved = snapshot('node001', {
        cpu_load: [run(t0, [1, 2]), run(t0 + 600, [3]), run(t0 + day + 17, [4, 5]), run(t0 + 2 * day + 17, [6])],
      });
      await store.save(each(saved));
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([saved]));
    });

    it('adds up the snapshots of several saves, the later one counting where they overlap', async () => {
      await store.save(each(snapshot('node001', { cpu_load: [run(t0, [1, 2, 3, 4])] })));
      await store.save(each(snapshot('node001', { cpu_load: [run(t0 + 240, [5, 6])] })));
      await store.save(each(snapshot('node001', { cpu_load: [run(t0 + 120, [33, 44, 5, 66, 7])] })));
      await restarted();
      const merged = new Map<string, number>();
      for (const one of await collect(store.restore(0))) {
        for (const [key, value] of Object.entries(samplesOf([one]))) merged.set(key, value);
      }
      expect([...merged.values()]).toEqual([1, 2, 33, 44, 5, 66, 7]);
    });

    it('leaves out what ended before the time asked for', async () => {
      await store.save(
        each(
          snapshot('node001', { cpu_load: [run(t0, [1])] }),
          snapshot('node002', { cpu_load: [run(t0 + 6000, [2])] }),
        ),
      );
      await restarted();
      const hosts = (await collect(store.restore(t0 + 3000))).map(({ host }) => host);
      expect(hosts).toEqual(['node002']);
    });

    it('takes what begins before the time asked for and ends behind it', async () => {
      await store.save(each(snapshot('node001', { cpu_load: [run(t0, [1, 2, 3])] })));
      await restarted();
      expect(await collect(store.restore(t0 + 100))).toHaveLength(1);
    });

    it('saves many hosts, and says how many', async () => {
      const hosts = Array.from({ length: 8 }, (_, at) => snapshot(`node${at}`, { cpu_load: [run(t0, [at])] }));
      const report = await store.save(each(...hosts));
      expect([report.hosts, report.failed, report.bytes > 0]).toEqual([8, [], true]);
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf(hosts));
    });

    it('keeps the last good checkpoint of hosts that a broken off save did not reach', async () => {
      const good = snapshot('node001', { cpu_load: [run(t0, [1, 2])] });
      await store.save(each(good));
      const breaking = (async function* () {
        yield snapshot('node002', { cpu_load: [run(t0, [3])] });
        throw new Error('no more');
      })();
      await expect(store.save(breaking)).rejects.toThrow('no more');
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toMatchObject(samplesOf([good]));
    });

    it('keeps the last good checkpoint of a host whose save fails, saves the others and names the host', async ({
      skip,
    }) => {
      if (!harness.failWritesOf) return skip('the harness cannot make writes fail');
      const before = [
        snapshot('node001', { cpu_load: [run(t0, [1, 2])] }),
        snapshot('node002', { cpu_load: [run(t0, [7])] }),
      ];
      await store.save(each(...before));
      const repair = await harness.failWritesOf('alpha', 'node001');
      const after = [
        snapshot('node001', { cpu_load: [run(t0, [1, 2, 3])] }),
        snapshot('node002', { cpu_load: [run(t0, [7, 8])] }),
      ];
      const report = await store.save(each(...after));
      await repair();
      expect([report.hosts, report.failed.map(({ cluster, host }) => `${cluster}/${host}`)]).toEqual([
        1,
        ['alpha/node001'],
      ]);
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([before[0]!, after[1]!]));
      await store.save(each(after[0]!));
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf(after));
    });

    it('sets a damaged snapshot aside, names it, and restores the others', async ({ skip }) => {
      if (!harness.damageNewest) return skip('the harness cannot damage snapshots');
      const first = snapshot('node001', { cpu_load: [run(t0, [1, 2])] });
      const other = snapshot('node002', { cpu_load: [run(t0, [7])] });
      await store.save(each(first, other));
      await store.save(each(snapshot('node001', { cpu_load: [run(t0 + 120, [3])] })));
      await harness.damageNewest('alpha', 'node001');
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([first, other]));
      expect(store.quarantined).toMatchObject([{ file: expect.any(String), reason: expect.stringMatching(/./) }]);
    });

    it('prunes what ended before, and nothing else', async () => {
      await store.save(each(snapshot('node001', { cpu_load: [run(t0, [1])] })));
      const kept = snapshot('node001', { cpu_load: [run(t0 + 6000, [2])] });
      await store.save(each(kept));
      expect(await store.prune(t0 + 3000)).toBe(1);
      expect(await store.prune(t0 + 3000)).toBe(0);
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([kept]));
    });

    it('hands over what ended before, cluster by cluster and host by host, and removes what was taken', async () => {
      const other = (one: HostSnapshot): HostSnapshot => ({ ...one, cluster: 'beta' });
      const old = [0, 1].map((at) => snapshot(`node${at}`, { cpu_load: [run(t0, [at, NaN, 2])] }));
      const next = snapshot('node0', { cpu_load: [run(t0 + 600, [7])] });
      const kept = snapshot('node1', { cpu_load: [run(t0 + 6000, [8])] });
      const refused = other(old[0]!);
      await store.save(each(...old, refused));
      await store.save(each(next));
      await store.save(each(kept));
      const handed = new Map<string, readonly HostSnapshot[]>();
      const gone = new Map<string, number>();
      const keep = async (cluster: string, snapshots: AsyncIterable<HostSnapshot>) => {
        handed.set(cluster, await collect(snapshots));
        return cluster === 'beta' ? undefined : { gone: async (unread: number) => void gone.set(cluster, unread) };
      };
      expect(await store.prune(t0 + 3000, keep)).toBe(3);
      expect([...handed.keys()].sort()).toEqual(['alpha', 'beta']);
      expect([...gone]).toEqual([['alpha', 0]]);
      const alpha = structuredClone(handed.get('alpha') ?? []); // they may be sent to a thread
      expect(samplesOf(alpha)).toEqual(samplesOf([...old, next]));
      expect(alpha.filter(({ host }) => host === 'node0').map(({ from }) => from)).toEqual([t0, t0 + 600]);
      expect(['node0,node0,node1', 'node1,node0,node0']).toContain(String(alpha.map(({ host }) => host)));
      expect(samplesOf(handed.get('beta') ?? [])).toEqual(samplesOf([refused]));
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([refused, kept]));
    });

    it('removes nothing of a cluster that was not taken to its end', async () => {
      const old = [0, 1].map((at) => snapshot(`node${at}`, { cpu_load: [run(t0, [at])] }));
      await store.save(each(...old));
      const breaking = async (_: string, snapshots: AsyncIterable<HostSnapshot>) => {
        for await (const { host } of snapshots) if (host.startsWith('node')) break;
        return undefined;
      };
      expect(await store.prune(t0 + 3000, breaking)).toBe(0);
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf(old));
    });

    it('saves while old snapshots are being taken, and removes none of what it saved', async () => {
      const old = [0, 1].map((at) => snapshot(`node${at}`, { cpu_load: [run(t0, [at])] }));
      await store.save(each(...old));
      const next = snapshot('node1', { cpu_load: [run(t0 + 600, [7])] });
      const keep = async (_: string, snapshots: AsyncIterable<HostSnapshot>) => {
        let handed = 0;
        for await (const one of snapshots) if (one && handed++ === 0) await store.save(each(next));
        return { gone: async () => {} };
      };
      await store.prune(t0 + 500, keep);
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([next]));
    });

    it('neither hands over nor removes a damaged snapshot', async ({ skip }) => {
      if (!harness.damageNewest) return skip('the harness cannot damage snapshots');
      const sound = snapshot('node001', { cpu_load: [run(t0, [1])] });
      await store.save(each(sound));
      await store.save(each(snapshot('node002', { cpu_load: [run(t0, [7])] })));
      await harness.damageNewest('alpha', 'node002');
      const handed: HostSnapshot[] = [];
      const keep = async (_: string, snapshots: AsyncIterable<HostSnapshot>) => {
        handed.push(...(await collect(snapshots)));
        return { gone: async (unread: number) => void (unreadOnes = unread) };
      };
      let unreadOnes = 0;
      expect(await store.prune(t0 + 3000, keep)).toBe(1);
      expect(unreadOnes).toBe(1);
      expect(samplesOf(handed)).toEqual(samplesOf([sound]));
      await restarted();
      expect(await collect(store.restore(0))).toEqual([]);
    });

    it('takes one opener at a time', async () => {
      await expect(harness.open()).rejects.toMatchObject({ code: expect.stringMatching(/^CC_/) });
      await store.close();
      store = await harness.open();
    });

    it('opens again after a crash', async ({ skip }) => {
      if (!harness.crash) return skip('the harness cannot crash');
      const saved = snapshot('node001', { cpu_load: [run(t0, [1])] });
      await store.save(each(saved));
      await harness.crash(store);
      store = await harness.open();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf([saved]));
    });

    it('refuses work before it is opened again after close, and closes twice quietly', async () => {
      await store.close();
      await store.close();
      const refused = { code: 'CC_NOT_OPEN' };
      await expect(store.save(each())).rejects.toMatchObject(refused);
      await expect(store.append([])).rejects.toMatchObject(refused);
      await expect(store.prune(0)).rejects.toMatchObject(refused);
      await expect(collect(store.restore(0))).rejects.toMatchObject(refused);
      const { parts } = store;
      if (parts) await expect(parts.hosts()).rejects.toMatchObject(refused);
    });

    it('finishes a running save when it is closed', async () => {
      const saved = Array.from({ length: 6 }, (_, at) => snapshot(`node${at}`, { cpu_load: [run(t0, [at])] }));
      const saving = store.save(each(...saved));
      await store.close();
      await saving;
      store = await harness.open();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf(saved));
    });

    it('keeps samples that were journalled by the column, in the order in which they came', async ({ skip }) => {
      const { columns } = store;
      if (!columns) return skip('the journal takes no columns');
      const flops = columns.declareSeries({ cluster: 'alpha', host: 'node001', levels: ['socket0'], metric: 'flops' });
      const load = columns.declareSeries({ cluster: 'alpha', host: 'node 1,=".ü', levels: [], metric: 'load' });
      const series = Int32Array.of(flops, load, flops, flops, load);
      const times = Float64Array.of(t0, t0, t0 + 60, t0, t0 - 86_400, 0);
      const values = Float32Array.of(1, 0.1, 2, 3, -4, 5);
      await Promise.all([
        columns.append({ count: 4, series, times, values }),
        columns.append({ count: 1, series: series.subarray(4), times: times.subarray(4), values: values.subarray(4) }),
      ]);
      await (harness.crash ? harness.crash(store) : store.close());
      store = await harness.open();
      const restored = await collect(store.restore(0));
      expect(restored.every(({ isJournalled }) => isJournalled)).toBe(true);
      const expected = {
        [`alpha/node001/socket0/flops@${t0}`]: 3,
        [`alpha/node001/socket0/flops@${t0 + 60}`]: 2,
        [`alpha/node 1,=".ü/load@${t0}`]: Math.fround(0.1),
        [`alpha/node 1,=".ü/load@${t0 - 86_400}`]: -4,
      };
      expect(samplesOf(restored)).toEqual(expected);
      if (store.parts) expect(await journalledSamples(store.parts.journal(0))).toEqual(expected);
    });

    it('keeps journalled samples until a save of all hosts, and through one that failed', async ({ skip }) => {
      if (!store.supports.journal || !harness.failWritesOf) return skip('no journal, or writes cannot fail');
      await store.append([{ cluster: 'alpha', host: 'node001', levels: [], metric: 'load', time: t0, value: 2 }]);
      const repair = await harness.failWritesOf('alpha', 'node001');
      await store.save(each(snapshot('node001', { load: [run(t0, [2])] })));
      await repair();
      await restarted();
      const journalled = await collect(store.restore(0));
      expect(samplesOf(journalled)).toEqual({ [`alpha/node001/load@${t0}`]: 2 });
      await store.save(each(snapshot('node001', { load: [run(t0, [2])] })));
      await restarted();
      expect(samplesOf(await collect(store.restore(0)))).toEqual(samplesOf(journalled));
    });

    it('gives in parts what it gives as a whole, whatever the order of the hosts', async ({ skip }) => {
      if (!store.parts) return skip('what is stored comes as a whole only');
      const saved = [0, 1, 2].map((at) => snapshot(`node${at}`, { cpu_load: [run(t0, [at])] }));
      await store.save(each(...saved));
      await store.save(each(snapshot('node1', { cpu_load: [run(t0 + 60, [7])] })));
      await store.append([{ cluster: 'alpha', host: 'node9', levels: [], metric: 'load', time: t0 + 600, value: 2 }]);
      await (harness.crash ? harness.crash(store) : store.close());
      store = await harness.open();
      const whole = samplesOf(await collect(store.restore(0)));
      const { parts } = store;
      const hosts = await parts!.hosts();
      expect(hosts.map(({ host }) => host).sort()).toEqual(['node0', 'node1', 'node2']);
      const found: Record<string, number> = {};
      const inUse: StoredSnapshot[] = [];
      for (const host of [...hosts].reverse()) {
        const its = await collect(parts!.ofHost(host, 0));
        expect(its.every((one) => one.host === host.host && one.cluster === host.cluster)).toBe(true);
        // The host before is still looked at while this one is read, and gives its memory to the next.
        for (const one of inUse.splice(0)) {
          Object.assign(found, samplesOf([one]));
          one.release?.();
        }
        inUse.push(...its);
      }
      Object.assign(found, samplesOf(inUse));
      const journalled = await journalledSamples(parts!.journal(0));
      expect({ ...found, ...journalled }).toEqual(whole);
      expect(await collect(parts!.ofHost({ cluster: 'alpha', host: 'node9' }, 0))).toEqual([]);
    });

    it('keeps journalled samples', async ({ skip }) => {
      if (!store.supports.journal) return skip('the format has no journal');
      await store.save(each(snapshot('node001', { cpu_load: [run(t0, [1])] })));
      await store.append([
        { cluster: 'alpha', host: 'node001', levels: ['socket0'], metric: 'flops', time: t0 + 60, value: 2 },
      ]);
      await (harness.crash ? harness.crash(store) : store.close());
      store = await harness.open();
      const restored = samplesOf(await collect(store.restore(0)));
      expect(restored).toMatchObject({ [`alpha/node001/socket0/flops@${t0 + 60}`]: 2 });
    });
  });
}

function run(start: number, values: readonly number[], step = 60): Series {
  return { start, step, values: Float32Array.from(values) };
}

type Metrics = Readonly<Record<string, readonly Series[]>>;

function level(metrics: Metrics, children: Readonly<Record<string, LevelSnapshot>> = {}): LevelSnapshot {
  return { metrics: new Map(Object.entries(metrics)), children: new Map(Object.entries(children)) };
}

function snapshot(
  host: string,
  metrics: Metrics,
  children: Readonly<Record<string, LevelSnapshot>> = {},
): HostSnapshot {
  const root = level(metrics, children);
  const runs = [...runsOf(root)];
  const from = Math.min(...runs.map(({ start }) => start));
  const to = Math.max(...runs.map(({ start, step, values }) => start + step * values.length));
  return { cluster: 'alpha', host, from, to, root };
}

function* runsOf({ metrics, children }: LevelSnapshot): Generator<Series> {
  for (const runs of metrics.values()) yield* runs;
  for (const child of children.values()) yield* runsOf(child);
}

/** As `samplesOf`. */
async function journalledSamples(parts: AsyncIterable<JournalledColumns>): Promise<Record<string, number>> {
  const samples: Record<string, number> = {};
  for await (const { count, series, times, values, names } of parts) {
    for (let at = 0; at < count; at++) {
      const { cluster, host, levels, metric } = names.of(series[at]!)!;
      samples[`${[cluster, host, ...levels, metric].join('/')}@${times[at]}`] = values[at]!;
    }
  }
  return samples;
}

/** `cluster/host/level/metric@time` → value, gaps left out: what a restart must not change, whatever the files look like. */
function samplesOf(snapshots: readonly HostSnapshot[]): Record<string, number> {
  const samples: [string, number][] = [];
  const visit = (path: string, { metrics, children }: LevelSnapshot): void => {
    for (const [name, runs] of metrics) {
      for (const { start, step, values } of runs) {
        values.forEach((value, at) => {
          if (!Number.isNaN(value)) samples.push([`${path}/${name}@${start + at * step}`, value]);
        });
      }
    }
    for (const [name, child] of children) visit(`${path}/${name}`, child);
  };
  for (const { cluster, host, root } of snapshots) visit(`${cluster}/${host}`, root);
  return Object.fromEntries(samples);
}

async function* each(...snapshots: readonly HostSnapshot[]): AsyncGenerator<HostSnapshot> {
  yield* snapshots;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
