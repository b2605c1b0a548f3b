import { Registry } from 'prom-client';
import type { Clock } from '../../src/contracts/clock.js';
import { Journal } from '../../src/metrics/checkpoint/journal.js';
import type { WriteReport } from '../../src/metrics/ingest/sample-writer.js';
import { MetricTable } from '../../src/metrics/metric-table.js';
import type { StoredMetric } from '../../src/metrics/metric-table.js';
import { MetricStore } from '../../src/metrics/store/metric-store.js';
import type { MetricStoreHolder } from '../../src/metrics/store/metric-store-holder.js';
import { half } from '../../src/metrics/store/series-columns.js';
import { WriteSamples } from '../../src/metrics/write-samples.js';

/** A moment that can be set. */
export class SetClock implements Clock {
  constructor(public seconds: number) {}
  now(): number {
    return this.seconds;
  }
  nowMs(): number {
    return this.seconds * 1000;
  }
}

/** Whoever works until its turn is over has a turn of its own: each look takes a second. */
export class HastyClock extends SetClock {
  private looks = 0;
  override nowMs(): number {
    return ++this.looks * 1000;
  }
}

export interface StoreUnderTest {
  readonly store: MetricStore;
  readonly holder: MetricStoreHolder;
  readonly clock: SetClock;
  readonly registry: Registry;
  readonly journal: Journal;
  readonly writeSamples: WriteSamples;
  /** One batch in one chunk, or in several. */
  readonly write: (body: string | Uint8Array | readonly Uint8Array[], defaultCluster?: string) => Promise<WriteReport>;
  /** `path/metric` → samples by time, gaps left out. */
  readonly samples: () => Record<string, [number, number][]>;
}

export function storeUnderTest(
  metrics: readonly StoredMetric[],
  {
    now = 1_772_400_000,
    clock = new SetClock(now),
    retention = 0,
    capBytes = 0,
  }: { now?: number; clock?: SetClock; retention?: number; capBytes?: number } = {},
): StoreUnderTest {
  const table = new MetricTable(metrics);
  const store = new MetricStore(table, retention, capBytes);
  const holder = { table, store };
  const registry = new Registry();
  const journal = new Journal(holder);
  const writeSamples = new WriteSamples(holder, journal, clock, registry);
  return {
    store,
    holder,
    clock,
    registry,
    journal,
    writeSamples,
    async write(body, defaultCluster = '') {
      const writer = writeSamples.open({ defaultCluster });
      for (const chunk of chunksOf(body)) await writer.push(chunk);
      return writer.end();
    },
    samples: () => samplesOf(store),
  };
}

function chunksOf(body: string | Uint8Array | readonly Uint8Array[]): readonly Uint8Array[] {
  if (typeof body === 'string') return [Buffer.from(body)];
  return body instanceof Uint8Array ? [body] : body;
}

export function samplesOf(store: MetricStore): Record<string, [number, number][]> {
  const all: Record<string, [number, number][]> = {};
  const columns = store.series;
  for (const level of store.root.walk()) {
    for (const [metric, series] of level.allSeries()) {
      const step = columns.stepOf(series);
      const samples: [number, number][] = [];
      for (const chunk of columns.chunksOf(series)) {
        const values = columns.arena.samples(chunk).subarray(0, columns.lengthOf(series, chunk));
        values.forEach((value, at) => {
          if (!Number.isNaN(value)) samples.push([columns.arena.edgeOf(chunk) + half(step) + at * step, value]);
        });
      }
      if (samples.length > 0) all[[...level.path, store.table.at(metric).name].join('/')] = samples;
    }
  }
  return all;
}
