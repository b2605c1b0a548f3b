import { describe, expect, it } from 'vitest';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const step = 60;
const day = 86_400;
const metrics = [{ name: 'load', step, aggregation: 'avg' as const }];
/** A cell of eight samples: the least that a chunk takes. */
const cell = 32;

function line(time: number, value = 1): string {
  return `load,cluster=alpha,hostname=n1 value=${value} ${time}\n`;
}

describe('samples with unusual times block no series and take no memory for the time between', () => {
  it('refuses a sample far in the future, also as the first of its series, and stores the right ones behind it', async () => {
    const { write, samples, store, clock } = storeUnderTest(metrics, { now: t0 });
    for (const time of [t0 + 11 * step, t0 + day, t0 + 3650 * day, 9_999_999_999]) {
      expect(await write(line(time))).toMatchObject({ received: 1, stored: 0, rejected: 1 });
    }
    expect(store.usedBytes).toBe(0);
    await write(line(t0, 2));
    expect(await write(line(t0 + day, 3))).toMatchObject({ stored: 0, rejected: 1 });
    clock.seconds += step;
    expect(await write(line(t0 + step, 4))).toMatchObject({ stored: 1 });
    expect(samples()['alpha/n1/load']).toEqual([
      [t0, 2],
      [t0 + step, 4],
    ]);
    expect(store.usedBytes).toBe(cell);
  });

  it('takes a collector whose clock is as far ahead as may be, and its right samples once the clock is set', async () => {
    const { write, samples, store, clock } = storeUnderTest(metrics, { now: t0 });
    const ahead = 10 * step;
    for (let slot = 0; slot < 3; slot++) {
      clock.seconds = t0 + slot * step;
      expect(await write(line(clock.seconds + ahead, slot))).toMatchObject({ stored: 1 });
    }
    const right = [3, 4, 5, 6].map((slot): [number, number] => [t0 + slot * step, 10 + slot]);
    for (const [time, value] of right) {
      clock.seconds = time;
      expect(await write(line(time, value))).toMatchObject({ stored: 1 });
    }
    expect(samples()['alpha/n1/load']?.slice(0, 4)).toEqual(right);
    expect(store.usedBytes).toBeLessThanOrEqual(2 * cell);
  });

  it('takes a collector whose clock was years behind, and its right samples once the clock is set', async () => {
    for (const retention of [0, 2 * day]) {
      const { write, samples, store } = storeUnderTest(metrics, { now: t0, retention });
      for (const behind of [0, 1, 2]) await write(line(946_684_800 + behind * step, 7));
      expect(await write(line(t0 - step, 8) + line(t0, 9))).toMatchObject({ stored: 2 });
      // It happens again: too old where there is a retention, else where it belongs.
      const again = await write(line(946_684_800 + 3 * step, 7));
      expect(again).toMatchObject(retention > 0 ? { stored: 0, tooOld: 1 } : { stored: 1, tooOld: 0 });
      expect(samples()['alpha/n1/load']?.slice(-2)).toEqual([
        [t0 - step, 8],
        [t0, 9],
      ]);
      expect(store.usedBytes).toBe(2 * cell);
    }
  });

  it('takes a host that comes back after minutes, hours or days, for the memory of its samples', async () => {
    for (const pause of [65 * step, 513 * step + 17, day, 30 * day + 17, 3650 * day]) {
      const back = t0 + pause;
      const { write, samples, store } = storeUnderTest(metrics, { now: back + 2 * step, retention: day });
      const sent = [t0, t0 + step, back + step, back + 2 * step].map((time, at): [number, number] => [time, at]);
      for (const [time, value] of sent) expect(await write(line(time, value))).toMatchObject({ stored: 1 });
      expect(samples()['alpha/n1/load']).toEqual(sent);
      expect(store.usedBytes).toBe(2 * cell);
    }
  });
});
