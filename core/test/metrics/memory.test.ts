import { describe, expect, it } from 'vitest';
import { DescribeStore } from '../../src/metrics/describe-store.js';
import { FreeSamples } from '../../src/metrics/free-samples.js';
import { healthOf } from '../../src/metrics/health.js';
import type { Checkpoints } from '../../src/metrics/checkpoint/checkpoints.js';
import { MemoryCap } from '../../src/metrics/memory-cap.js';
import { Packing } from '../../src/metrics/packing.js';
import { Retention } from '../../src/metrics/retention.js';
import { collectingLog } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const chunk = 512 * 60;
const metrics = [{ name: 'load', step: 60, aggregation: 'avg' as const }];
const never = new AbortController().signal;

/** `chunks` full chunks and one sample more, for each host. */
async function filled(hosts: readonly string[], chunks: number, capBytes = 0) {
  const tested = storeUnderTest(metrics, { now: t0 + 100 * chunk, capBytes, retention: 10 * chunk });
  for (let slot = 0; slot <= chunks * 512; slot++) {
    const lines = hosts.map(
      (host) => `load,cluster=alpha,hostname=${host} value=${(slot % 91) / 4} ${t0 + slot * 60}\n`,
    );
    await tested.write(lines.join(''));
  }
  return tested;
}

describe('packing', () => {
  it('takes less memory for the same samples, once', async () => {
    const { holder, clock, store, samples } = await filled(['n1', 'n2'], 2);
    const before = samples();
    expect(store.usedBytes).toBe(2 * (2 * 2048 + 32));
    const packing = new Packing(holder, clock);
    expect(await packing.run(never)).toBe(4);
    expect(await packing.run(never)).toBe(0);
    // Two places, below 22.5: 12 bits a sample.
    expect(store.usedBytes).toBeLessThanOrEqual(2 * (2 * 832 + 32));
    expect(samples()).toEqual(before);
  });

  it('packs again what a late sample opened', async () => {
    const { holder, clock, store, samples, write } = await filled(['n1'], 1);
    const packing = new Packing(holder, clock);
    await packing.run(never);
    const packed = store.usedBytes;
    await write(`load,cluster=alpha,hostname=n1 value=7.75 ${t0 + 60}\n`);
    expect(store.usedBytes).toBeGreaterThan(packed);
    expect(await packing.run(never)).toBe(1);
    expect(store.usedBytes).toBe(packed);
    expect(samples()['alpha/n1/load']?.[1]).toEqual([t0 + 60, 7.75]);
  });
});

describe('the memory cap', () => {
  const healthy = { outcome: undefined } as Checkpoints;

  it('lets the oldest chunks of all hosts go in time, no more than needed, and says so', async () => {
    const hosts = Array.from({ length: 60 }, (_, host) => `n${host}`);
    const { holder, clock, store, samples } = await filled(hosts, 2, 248_000);
    expect(store.series.arena.reclaimed).toBe(0);
    const cap = new MemoryCap(holder, clock, collectingLog().logger);
    await cap.run(never);
    expect(store.usedBytes).toBe(60 * (2048 + 32));
    expect(samples()['alpha/n2/load']?.[0]).toEqual([t0 + chunk, (512 % 91) / 4]);
    expect(cap.report).toMatchObject({ at: clock.seconds, chunks: 60 });
    expect(healthOf(holder, healthy, undefined, cap)).toMatchObject({
      state: 'degraded',
      text: expect.stringContaining('memory-cap is too small for the retention: 60 chunks had to go early'),
      details: { memoryCapBytes: 248_000, sampleBytes: store.usedBytes },
    });
    const used = store.usedBytes;
    await cap.run(never);
    expect(store.usedBytes).toBe(used);
  });

  it('is never exceeded: what comes before anybody made room takes the place of the oldest, and that is counted', async () => {
    const { holder, clock, store, samples } = await filled(['n1', 'n2'], 4, 9_000);
    expect(store.usedBytes).toBeLessThanOrEqual(9_000);
    expect(samples()['alpha/n1/load']?.at(-1)).toEqual([t0 + 4 * chunk, ((4 * 512) % 91) / 4]);
    const cap = new MemoryCap(holder, clock, collectingLog().logger);
    await cap.run(never);
    expect(cap.report?.at).toBe(clock.seconds);
    expect(cap.report?.chunks).toBeGreaterThanOrEqual(4);
  });

  it('refuses samples, and says how many, when nothing is left that could go', async () => {
    const { store, write, samples } = storeUnderTest(metrics, { now: t0 + 600, capBytes: 64 });
    const lines = (time: number) =>
      ['n1', 'n2', 'n3'].map((host) => `load,cluster=alpha,hostname=${host} value=1 ${time}\n`).join('');
    expect(await write(lines(t0))).toMatchObject({ received: 3, stored: 2, rejected: 1 });
    const report = await write(lines(t0 + 60));
    expect(report).toMatchObject({ received: 3, stored: 2, rejected: 1, fatal: { line: 3 } });
    expect(report.fatal?.reason).toContain('memory-cap is reached');
    expect(Object.keys(samples())).toEqual(['alpha/n1/load', 'alpha/n2/load']);
    expect(store.usedBytes).toBe(64);
  });

  it('counts saved samples that find no room when they are loaded, and says so', () => {
    const { store, holder, clock } = storeUnderTest(metrics, { now: t0 + 600, capBytes: 32 });
    const series = store.seriesAt(store.levelAt(['alpha', 'n1']), 0);
    store.series.restore(series, t0, new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9, NaN, 11]));
    store.series.restore(series, t0 - 600, new Float32Array([1, NaN, 3]));
    store.series.rewrite(series, t0 + 10 * chunk, 1);
    store.series.rewrite(series, t0, 1);
    expect(store.usedBytes).toBe(32);
    const restored = [...store.series.chunksOf(series)].map((each) => store.series.lengthOf(series, each));
    const cap = new MemoryCap(holder, clock, collectingLog().logger);
    expect([restored, cap.report]).toEqual([[1], { at: 0, before: 0, chunks: 0, unrestored: 9 + 2 + 1 }]);
    const { state, text } = healthOf(holder, healthy, undefined, cap);
    expect([state, text]).toEqual(['degraded', expect.stringContaining('no room for 12 saved samples')]);
    expect(text).not.toContain('had to go early');
  });

  it('does nothing below the cap, and nothing without one', async () => {
    for (const capBytes of [0, 1e9]) {
      const { holder, clock, store } = await filled(['n1'], 2, capBytes);
      const before = store.usedBytes;
      const cap = new MemoryCap(holder, clock, collectingLog().logger);
      await cap.run(never);
      expect([store.usedBytes, cap.report]).toEqual([before, undefined]);
    }
  });

  it('keeps samples beyond the retention for running jobs only as long as there is room', async () => {
    const jobs = { hostsInUse: async () => new Map([['alpha', ['n1']]]) };
    for (const [capBytes, chunksLeft] of [
      [1e9, 5],
      [1e4, 0],
    ] as const) {
      const { holder, clock, store } = await filled(['n1'], 4, capBytes);
      await new Retention(holder, clock, collectingLog().logger).run(jobs, never);
      expect(store.series.arena.size).toBe(chunksLeft);
    }
  });
});

describe('freeing by hand', () => {
  it('drops whole chunks below the named levels, and makes no level', async () => {
    const { holder, clock, store } = await filled(['n1', 'n2'], 2);
    const free = new FreeSamples(holder, clock);
    expect(await free.run([['alpha', 'n1'], ['alpha', 'nowhere'], ['gone']], t0 + chunk + 3600)).toBe(1);
    expect(await free.run([], Infinity)).toBe(0);
    expect(store.findLevel(['gone'])).toBeUndefined();
    expect(await free.run([[]], Infinity)).toBe(5);
    expect(store.root.isEmpty).toBe(true);
  });
});

describe('describing the store', () => {
  it('names the chunks of each metric, oldest first', async () => {
    const { holder, clock, write } = await filled(['n1'], 1);
    await write(`load,cluster=alpha,hostname=n1,type=socket,type-id=0 value=1 ${t0}\n`);
    const describeStore = new DescribeStore(holder, clock);
    expect(await describeStore.run(['alpha'])).toEqual({
      n1: {
        load: [
          { start: t0 - 30, len: 512, end: t0 - 30 + chunk },
          { start: t0 - 30 + chunk, len: 1, end: t0 + 30 + chunk },
        ],
        socket0: { load: [{ start: t0 - 30, len: 1, end: t0 + 30 }] },
      },
    });
    await expect(describeStore.run(['beta', 'n1'])).rejects.toThrow('not found: beta:n1');
  });
});
