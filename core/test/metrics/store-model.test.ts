import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeSnapshots } from '../../src/metrics/checkpoint/take-snapshots.js';
import { SnapshotRestorer } from '../../src/metrics/checkpoint/restore-snapshot.js';
import { readSamples, windowOf } from '../../src/metrics/read/sample-window.js';
import { SeriesColumns, half, noRoom, stored, tooOld } from '../../src/metrics/store/series-columns.js';
import { samplesOf, storeUnderTest } from './store-under-test.js';

interface Write {
  readonly time: number;
  readonly value: number;
}

/**
 * What a series is, said in a few lines: each sample is read back at its own time, until another one comes less than a step away.
 */
class SeriesModel {
  private readonly samples: Write[] = [];

  constructor(private readonly step: number) {}

  write(sample: Write): void {
    const isFar = ({ time }: Write) => Math.abs(time - sample.time) >= this.step;
    this.samples.splice(0, this.samples.length, ...this.samples.filter(isFar), sample);
  }

  /** Samples that nothing came close to. */
  get certain(): readonly Write[] {
    return this.samples;
  }

  free(before: number): void {
    this.samples.splice(0, this.samples.length, ...this.samples.filter(({ time }) => time >= before));
  }
}

const t0 = 1_772_323_200;
/** Mostly forward, with pauses, repetitions, jitter and late ones. */
const moves = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant({ by: 1, jitter: 0 }) },
    {
      weight: 4,
      arbitrary: fc.record({ by: fc.integer({ min: -3, max: 3 }), jitter: fc.integer({ min: -29, max: 29 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ by: fc.integer({ min: -700, max: 700 }), jitter: fc.integer({ min: -29, max: 29 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ by: fc.integer({ min: -5000, max: 5000 }), jitter: fc.integer({ min: -59, max: 59 }) }),
    },
  ),
  { minLength: 1, maxLength: 300 },
);
const steps = fc.constantFrom(60, 15, 10, 7, 1);

function timesOf(all: readonly { by: number; jitter: number }[], step: number): readonly number[] {
  let now = t0;
  return all.map(({ by, jitter }) => {
    now += by * step;
    return now + Math.trunc((jitter * step) / 60);
  });
}

describe('a series, under any writes', () => {
  it('gives back each sample at its time, keeps its chunks in order, and frees nothing young', () => {
    fc.assert(
      fc.property(moves, steps, fc.integer({ min: 0, max: 2000 }), (all, step, freed) => {
        const columns = new SeriesColumns(0);
        const series = columns.add(0, step);
        const model = new SeriesModel(step);
        timesOf(all, step).forEach((time, value) => {
          expect(columns.write(series, time, value)).toBe(stored);
          if (value % 17 === 0) columns.pack(series);
          model.write({ time, value });
          expect(valueAt(columns, series, time)).toBe(value);
        });
        for (const { time, value } of model.certain)
          expect([time, valueAt(columns, series, time)]).toEqual([time, value]);
        checkOrder(columns, series, step);

        const before = t0 + (freed - 1000) * step;
        columns.free(series, before);
        model.free(before);
        for (const { time, value } of model.certain)
          expect([time, valueAt(columns, series, time)]).toEqual([time, value]);
        checkOrder(columns, series, step);
      }),
      { numRuns: 300 },
    );
  });

  it('reads any range as it reads single samples', () => {
    fc.assert(
      fc.property(
        moves,
        steps,
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 0, max: 59 }),
        (all, step, begin, phase) => {
          const columns = new SeriesColumns(0);
          const series = columns.add(0, step);
          timesOf(all, step).forEach((time, value) => columns.write(series, time, value));
          columns.pack(series);
          const from = t0 + begin * step + (phase % step);
          const values = new Float64Array(300);
          readSamples(columns, series, from, values);
          expect([...values]).toEqual(Array.from(values, (_, at) => valueAt(columns, series, from + at * step)));
          const window = windowOf(columns, series, from, from + 300 * step)!;
          values.forEach((value, at) => {
            const time = from + at * step;
            if (!Number.isNaN(value)) expect(time).toBeLessThan(window.to);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('has the same samples at the same times after any number of checkpoints and a restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 4 }), steps, async (batches, step) => {
        const metrics = [{ name: 'load', step, aggregation: 'avg' as const }];
        const { store, clock } = storeUnderTest(metrics, { now: t0 });
        const { store: restarted } = storeUnderTest(metrics);
        const series = store.seriesAt(store.levelAt(['alpha', 'n1', 'socket0']), 0);
        let value = 0;
        for (const all of batches) {
          for (const time of timesOf(all, step)) store.series.write(series, time, value++);
          store.series.pack(series);
          for await (const snapshot of takeSnapshots(store, clock, [])) {
            new SnapshotRestorer(restarted).restore(snapshot);
          }
          expect(store.series.unsavedFrom(series)).toBe(Infinity);
        }
        expect(samplesOf(restarted)).toEqual(samplesOf(store));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses late samples only when they lie further back than the retention', () => {
    const columns = new SeriesColumns(3600);
    const series = columns.add(0, 60);
    expect(columns.write(series, 0, 1)).toBe(stored); // the first one, however old
    expect(columns.write(series, t0, 2)).toBe(stored);
    expect(columns.write(series, t0 - 3000, 3)).toBe(stored);
    expect(columns.write(series, t0 - 4000, 4)).toBe(tooOld);
    expect(columns.write(series, t0 + 60, 5)).toBe(stored);
  });
});

describe('a cap', () => {
  const writes = fc.array(fc.record({ to: fc.nat({ max: 3 }), moves, packs: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });

  it('is never exceeded, lets the oldest go first, and costs nothing else', () => {
    fc.assert(
      fc.property(writes, fc.integer({ min: 1, max: 400 }), (all, cells) => {
        const capBytes = cells * 32;
        const columns = new SeriesColumns(0, capBytes);
        const step = 60;
        const series = Array.from({ length: 4 }, () => columns.add(0, step));
        let value = 0;
        for (const { to, moves: some, packs } of all) {
          for (const time of timesOf(some, step)) {
            const before = sealedIn(columns, series);
            const { reclaimed } = columns.arena;
            const outcome = columns.write(series[to]!, time, ++value);
            expect(columns.arena.usedBytes).toBeLessThanOrEqual(capBytes);
            if (outcome === stored) expect(valueAt(columns, series[to]!, time)).toBe(value);
            else expect(outcome).toBe(noRoom);
            if (columns.arena.reclaimed === reclaimed) continue;
            const after = new Set(sealedIn(columns, series).map(String));
            const gone = before.filter((chunk) => !after.has(String(chunk))).map(([, edge]) => ageOf(edge));
            const kept = before.filter((chunk) => after.has(String(chunk))).map(([, edge]) => ageOf(edge));
            // The chunk that is written to may be the oldest: it stays.
            if (outcome === stored && kept.length > 1) {
              expect(Math.max(...gone)).toBeLessThanOrEqual(kept.toSorted((a, b) => a - b)[1]!);
            }
          }
          if (packs) for (const each of series) columns.pack(each);
          expect(columns.arena.usedBytes).toBeLessThanOrEqual(capBytes);
          for (const each of series) if (columns.headOf(each) >= 0) checkOrder(columns, each, step);
        }
        for (const each of series) columns.free(each, Infinity);
        expect([columns.arena.size, columns.arena.usedBytes]).toEqual([0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});

const ageOf = (edge: number) => Math.floor(edge / 600);

/** Series and begin of each sealed chunk. */
function sealedIn(columns: SeriesColumns, all: readonly number[]): readonly [number, number][] {
  return all.flatMap((series) =>
    columns
      .chunksOf(series)
      .slice(0, -1)
      .map((chunk): [number, number] => [series, columns.arena.edgeOf(chunk)]),
  );
}

function valueAt(columns: SeriesColumns, series: number, time: number): number {
  const one = new Float64Array(1);
  readSamples(columns, series, time, one);
  return one[0]!;
}

function checkOrder(columns: SeriesColumns, series: number, step: number): void {
  let last = -Infinity;
  for (const chunk of columns.chunksOf(series)) {
    const length = columns.lengthOf(series, chunk);
    const first = columns.arena.edgeOf(chunk) + half(step);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(512);
    expect(first).toBeGreaterThan(last);
    last = first + (length - 1) * step;
  }
}
