import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TaskScheduler } from '../../../src/kernel/task-scheduler.js';
import { systemClock } from '../../../src/kernel/system-clock.js';
import { collectingLog } from '../../../src/testing/collecting-log.js';

process.env['TZ'] = 'UTC';
const START = Date.parse('2026-03-01T01:30:00Z');
const HOUR = 3_600_000;

let ran: string[];
let log: ReturnType<typeof collectingLog>;
let tasks: TaskScheduler;
beforeEach(() => {
  vi.useFakeTimers({ now: START });
  ran = [];
  log = collectingLog();
  tasks = new TaskScheduler(systemClock, log.logger);
});
afterEach(() => vi.useRealTimers());

const note = (name: string) => () => {
  ran.push(`${name} ${new Date().toISOString().slice(8, 19)}`);
  return Promise.resolve();
};

describe('periodic work', () => {
  it('runs first after one interval, then again and again', async () => {
    tasks.every('a', 60, note('a'));
    await vi.advanceTimersByTimeAsync(59_999);
    expect(ran).toEqual([]);
    await vi.advanceTimersByTimeAsync(120_001);
    expect(ran).toEqual(['a 01T01:31:00', 'a 01T01:32:00', 'a 01T01:33:00']);
    await tasks.stop();
  });

  it('runs daily at its time', async () => {
    tasks.daily('night', '02:30', note('night'));
    tasks.daily('before', '01:00', note('before'));
    await vi.advanceTimersByTimeAsync(48 * HOUR);
    expect(ran).toEqual(['night 01T02:30:00', 'before 02T01:00:00', 'night 02T02:30:00', 'before 03T01:00:00']);
    await tasks.stop();
  });

  it('waits longer than a timer can', async () => {
    tasks.every('rare', 40 * 24 * 3600, note('rare'));
    await vi.advanceTimersByTimeAsync(40 * 24 * HOUR - 1000);
    expect(ran).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(ran).toHaveLength(1);
    await tasks.stop();
  });

  it('never overlaps itself', async () => {
    let running = 0;
    let most = 0;
    tasks.every('slow', 1, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5000));
      running--;
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(most).toBe(1);
    const stopped = tasks.stop();
    await vi.advanceTimersByTimeAsync(5000);
    await stopped;
  });

  it('runs again after a failure, which is logged', async () => {
    tasks.every('bad', 60, () => Promise.reject(new Error('no luck')));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(log.lines.filter((line) => line.includes('no luck'))).toHaveLength(2);
    await tasks.stop();
  });

  it('is told to end, waited for, and does not come back', async () => {
    let told = false;
    tasks.every('long', 1, (signal) => {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(void (told = true))));
    });
    await vi.advanceTimersByTimeAsync(1500);
    await tasks.stop();
    expect(told).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    tasks.every('late', 1, note('late'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(ran).toEqual([]);
  });

  it('refuses what makes no sense', () => {
    expect(() => tasks.every('a', 0, note('a'))).toThrow('the interval must be positive');
    expect(() => tasks.daily('a', '24:00', note('a'))).toThrow('no time of day');
    tasks.every('a', 1, note('a'));
    expect(() => tasks.every('a', 1, note('a'))).toThrow('two tasks called a');
  });
});
