import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalSeries, JournalledColumns } from '../../src/contracts/checkpoint-store.js';
import type { HostSnapshot } from '../../src/domain/node-metrics.js';
import { LoggedSamples } from '../../src/metrics/checkpoint/logged-samples.js';
import { HostRestorer } from '../../src/metrics/checkpoint/restore-host.js';
import { SnapshotRestorer } from '../../src/metrics/checkpoint/restore-snapshot.js';
import { SampleCells } from '../../src/metrics/checkpoint/sample-cells.js';
import { takeSnapshots } from '../../src/metrics/checkpoint/take-snapshots.js';
import { SetClock, samplesOf, storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const step = 60;
const metrics = ['load', 'flops'].map((name) => ({ name, step, aggregation: 'avg' as const }));
const host = { cluster: 'alpha', host: 'n1' };
const names: readonly JournalSeries[] = [
  { ...host, levels: [], metric: 'load' },
  { ...host, levels: ['socket0'], metric: 'flops' },
  { ...host, levels: ['socket0', 'core1'], metric: 'load' },
  { ...host, levels: [], metric: 'nobody configured' },
];

interface Sample {
  readonly series: number;
  readonly time: number;
  readonly value: number;
}

const anySample = fc.record({
  series: fc.nat({ max: names.length - 1 }),
  time: fc
    .oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 * step }) },
      { weight: 1, arbitrary: fc.integer({ min: -3000 * step, max: 3000 * step }) },
    )
    .map((behind) => t0 + behind),
  value: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 999 }) }, fc.constant(NaN)),
});
const samples = (maxLength: number) => fc.array(anySample, { maxLength });

/** Numbers differ from part to part; parts with the same begin share their names. */
function partsOf(all: readonly Sample[], sizes: readonly number[]): JournalledColumns[] {
  const parts: JournalledColumns[] = [];
  const origins = [0, 5].map((first) => ({ first, of: (number: number) => names[number - first] }));
  for (let from = 0, at = 0; from < all.length; at++) {
    const part = all.slice(from, from + (sizes[at % sizes.length] ?? 1));
    const origin = origins[at % 3 === 2 ? 1 : 0]!;
    parts.push({
      count: part.length,
      series: Int32Array.from(part, ({ series }) => series + origin.first),
      times: Float64Array.from(part, ({ time }) => time),
      values: Float32Array.from(part, ({ value }) => value),
      names: origin,
    });
    from += part.length;
  }
  return parts;
}

function write({ store }: ReturnType<typeof storeUnderTest>, all: readonly Sample[]): void {
  for (const { series, time, value } of all) {
    const { cluster, host: name, levels, metric } = names[series]!;
    const index = store.table.find(metric);
    if (index === undefined || Number.isNaN(value)) continue;
    store.series.write(store.seriesAt(store.levelAt([cluster, name, ...levels]), index), time, value);
  }
}

function restored(
  tested: ReturnType<typeof storeUnderTest>,
  snapshots: readonly HostSnapshot[],
  parts: readonly JournalledColumns[],
  since = -Infinity,
): Set<string> {
  const losses = { unknownMetrics: new Set<string>(), otherSteps: new Set<string>() };
  const logged = new LoggedSamples(tested.store.table, losses.unknownMetrics);
  for (const part of parts) logged.add(part, since);
  for (const _ of new HostRestorer(tested.store, logged, losses).restore(host, snapshots));
  return losses.unknownMetrics;
}

describe('a host that is restored', () => {
  it('has what its snapshots say and, on top, what the journal holds, as if it had come in now', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(samples(60), { maxLength: 3 }),
        samples(200),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(-Infinity, t0 + 600),
        async (saved, journalled, sizes, since) => {
          const before = storeUnderTest(metrics);
          const snapshots: HostSnapshot[] = [];
          for (const all of saved) {
            write(before, all);
            for await (const snapshot of takeSnapshots(before.store, new SetClock(t0), [])) snapshots.push(snapshot);
          }
          const expected = storeUnderTest(metrics);
          for (const snapshot of snapshots) new SnapshotRestorer(expected.store).restore(snapshot);
          const wanted = journalled.filter(({ time }) => time >= since);
          write(expected, wanted);

          const after = storeUnderTest(metrics);
          const unknown = restored(after, snapshots, partsOf(journalled, sizes), since);
          expect(samplesOf(after.store)).toEqual(samplesOf(expected.store));
          const isUnknown = wanted.some(({ series, value }) => series === 3 && !Number.isNaN(value));
          expect([...unknown]).toEqual(isUnknown ? ['nobody configured'] : []);

          // All that stands in the journal only goes into the next checkpoint.
          for await (const snapshot of takeSnapshots(after.store, new SetClock(t0), [])) snapshots.push(snapshot);
          const again = storeUnderTest(metrics);
          restored(again, snapshots, []);
          expect(samplesOf(again.store)).toEqual(samplesOf(after.store));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps what came since the start above all that, sample by sample', () => {
    const onGrid = samples(60).map((all) =>
      all.map((one) => ({ ...one, time: t0 + step * Math.round((one.time - t0) / step) })),
    );
    fc.assert(
      fc.property(onGrid, onGrid, (journalled, live) => {
        const expected = storeUnderTest(metrics);
        write(expected, [...journalled, ...live]);
        const after = storeUnderTest(metrics);
        write(after, live);
        restored(after, [], partsOf(journalled, [7]));
        expect(samplesOf(after.store)).toEqual(samplesOf(expected.store));
      }),
      { numRuns: 300 },
    );
  });

  it('makes no series, and no level, for samples that are too old or of no metric', () => {
    const after = storeUnderTest(metrics);
    const all = [0, 3].map((series) => ({ series, time: t0, value: 1 }));
    restored(after, [], partsOf(all.slice(0, 1), [1]), t0 + 1);
    restored(after, [], partsOf(all.slice(1), [1]));
    expect(after.store.root.isEmpty).toBe(true);
  });
});

describe('cells of samples', () => {
  it('give back each series in the order in which its samples came, whatever their times', () => {
    const time = fc.oneof(
      fc.integer({ min: t0, max: t0 + 200_000 }),
      fc.maxSafeInteger(),
      fc.constantFrom(0, -1, 65_535, 65_536, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
    );
    const sample = fc.tuple(fc.nat({ max: 3 }), time, fc.float());
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), (all) => {
        const cells = new SampleCells();
        const series = [0, 1, 2, 3].map(() => cells.newSeries());
        for (const [at, when, value] of all) cells.add(series[at]!, when, value);
        for (const each of series) {
          const found: [number, number][] = [];
          cells.forEach(each, (when, value) => found.push([when, value]));
          expect(found).toEqual(all.filter(([at]) => at === each).map(([, when, value]) => [when, value]));
        }
      }),
    );
  });

  it('take many series and many samples', () => {
    const cells = new SampleCells();
    const series = Array.from({ length: 5000 }, () => cells.newSeries());
    for (let minute = 0; minute < 20; minute++) for (const each of series) cells.add(each, t0 + minute * step, each);
    const sums = series.map((each) => {
      let sum = 0;
      cells.forEach(each, (time, value) => (sum += time - t0 + value));
      return sum;
    });
    expect(sums).toEqual(series.map((each) => 190 * step + 20 * each));
  });
});
