import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnapshotRestorer } from '../../src/metrics/checkpoint/restore-snapshot.js';
import { takeSnapshots } from '../../src/metrics/checkpoint/take-snapshots.js';
import { HastyClock, storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const step = 60;
const metrics = [{ name: 'load', step, aggregation: 'avg' as const }];
const levels = [[], ['socket0'], ['socket1'], ['socket1', 'core7']];
/** Early, late or much too late; to any level of the host. */
const samples = fc.array(
  fc.record({ level: fc.nat(levels.length - 1), slot: fc.integer({ min: -40, max: 40 }), value: fc.nat(1000) }),
  { maxLength: 12 },
);

describe('a snapshot', () => {
  it('may be taken level by level while samples come: none is missing in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(samples, { minLength: 2, maxLength: 6 }), async (batches) => {
        const { store } = storeUnderTest(metrics, { now: t0 });
        const { store: restarted, ...second } = storeUnderTest(metrics, { now: t0 });
        const restorer = new SnapshotRestorer(restarted);
        const first = storeUnderTest(metrics, { now: t0 });
        const write = (batch: (typeof batches)[number]) => {
          for (const { level, slot, value } of batch) {
            for (const target of [store, first.store]) {
              const series = target.seriesAt(target.levelAt(['alpha', 'n1', ...levels[level]!]), 0);
              target.series.write(series, t0 + slot * step, value);
            }
          }
        };
        write([{ level: 0, slot: 0, value: 1 }, ...batches[0]!]);
        for (const batch of [...batches.slice(1), []]) {
          const saving = (async () => {
            for await (const snapshot of takeSnapshots(store, new HastyClock(t0), [])) restorer.restore(snapshot);
          })();
          // Each look at this clock ends a turn, so that these come between two levels.
          for (const sample of batch) {
            await new Promise((resolve) => setImmediate(resolve));
            write([sample]);
          }
          await saving;
        }
        expect(second.samples()).toEqual(first.samples());
      }),
      { numRuns: 200 },
    );
  });
});
