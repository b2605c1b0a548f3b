import { describe, expect, it } from 'vitest';
import type { PlacedJob } from '../src/schedule/simulated-job.js';
import type { MetricName } from '../src/site/metric-table.js';
import { alder, day, jobOf, mean, onyx, sensors, someDay, sum, timesOf } from './sample-site.js';

const host = (job: PlacedJob, rank = 0): number => job.hosts[rank] ?? -1;

/** Node values of a metric over the life of a job. */
function history(model: typeof alder, job: PlacedJob, metric: MetricName, combine = mean, rank = 0): number[] {
  return timesOf(job).map((time) => combine(sensors(model, host(job, rank), time)(metric)));
}

const middle = (values: readonly number[]): number[] =>
  values.slice(Math.floor(values.length * 0.3), Math.floor(values.length * 0.9));
const last = (values: readonly number[]): number => values.at(-1) ?? NaN;

describe('a job', () => {
  it('reads its input first, computes in rounds, and writes its results last', () => {
    const job = jobOf(alder, 'mpi', ({ application, hosts }) => application.name === 'climate' && hosts.length > 1);
    const flops = history(alder, job, 'flops_any', sum);
    const read = history(alder, job, 'lustre_read_bw');
    const write = history(alder, job, 'lustre_write_bw');
    expect(flops[0]).toBeLessThan(0.3 * mean(middle(flops)));
    expect(last(flops)).toBeLessThan(0.5 * mean(middle(flops)));
    expect(read[0]).toBeGreaterThan(10 * mean(middle(read)));
    expect(last(write)).toBeGreaterThan(1000);
    expect(Math.min(...middle(flops))).toBeLessThan(0.8 * Math.max(...middle(flops)));
  });

  it('that leaks memory fills it until the kernel kills it', () => {
    for (const model of [alder, onyx]) {
      const job = jobOf(model, 'memory-leak');
      const used = history(model, job, 'mem_used');
      expect(used).toEqual(used.toSorted((a, b) => a - b));
      expect(last(used)).toBeGreaterThan(0.93 * model.cluster.hardware.memory);
      expect(last(used)).toBeLessThanOrEqual(model.cluster.hardware.memory);
      expect(job.state).toBe('out_of_memory');
    }
  });

  it('on GPUs uses them, unless it is one that leaves them idle', () => {
    const busy = jobOf(onyx, 'gpu', ({ application }) => application.name === 'train');
    expect(mean(middle(history(onyx, busy, 'acc_utilization')))).toBeGreaterThan(45);
    const idle = jobOf(onyx, 'idle-gpus');
    expect(mean(middle(history(onyx, idle, 'acc_utilization')))).toBeLessThan(13);
    expect(mean(middle(history(onyx, idle, 'cpu_user')))).toBeGreaterThan(8);
    const sleeping = timesOf(idle).map((time) => sensors(onyx, host(idle), time)('acc_utilization').slice(1));
    expect(sleeping.flat().every((value) => value === 0)).toBe(true);
  });

  it('that uses one core of many leaves the others alone', () => {
    const job = jobOf(alder, 'one-core');
    const time = timesOf(job)[10] ?? 0;
    const user = sensors(alder, host(job), time)('cpu_user');
    expect(user[0]).toBeGreaterThan(30);
    expect(Math.max(...user.slice(1))).toBeLessThan(2);
    expect(sensors(alder, host(job), time)('cpu_load')[0]).toBeLessThan(2);
  });

  it('with bad balance gives its first node several times the work of its last', () => {
    const job = jobOf(alder, 'load-imbalance', ({ hosts }) => hosts.length >= 2);
    const of = (rank: number): number => mean(middle(history(alder, job, 'flops_any', sum, rank)));
    expect(of(0)).toBeGreaterThan(3 * of(job.hosts.length - 1));
  });

  it('that waits for the file system computes little and opens much', () => {
    const job = jobOf(alder, 'file-system-wait');
    const waiting = timesOf(job).filter((time) => (sensors(alder, host(job), time)('cpu_iowait')[0] ?? 0) > 50);
    expect(waiting.length).toBeGreaterThan(3);
    for (const time of waiting) {
      const read = sensors(alder, host(job), time);
      expect(mean(read('cpu_user'))).toBeLessThan(50);
      expect(read('lustre_open')[0]).toBeGreaterThan(500);
    }
  });

  it('that throttles has one hot, slow node, for which the others wait', () => {
    const job = jobOf(alder, 'throttled', ({ hosts }) => hosts.length >= 2);
    const clocks = job.hosts.map((_, rank) => mean(middle(history(alder, job, 'clock', mean, rank))));
    const slow = clocks.indexOf(Math.min(...clocks));
    expect(clocks[slow]).toBeLessThan(0.65 * Math.max(...clocks));
    expect(Math.max(...history(alder, job, 'cpu_temp', mean, slow))).toBeGreaterThan(90);
    const flops = history(alder, job, 'flops_any', sum, slow === 0 ? 1 : 0);
    expect(Math.max(...flops.slice(Math.floor(flops.length / 2)))).toBeLessThan(0.9 * Math.max(...flops));
  });

  it('on a part of a node leaves the other parts to others', () => {
    const job = jobOf(alder, 'shared-node', ({ cores }) => cores.count === 9);
    const { first, count } = job.cores;
    const others = new Set(alder.runningAt(job.begin + 1200).filter((other) => other.hosts[0] === host(job)));
    const owned = new Set(
      [...others].flatMap(({ cores }) => Array.from({ length: cores.count }, (_, core) => cores.first + core)),
    );
    const user = sensors(alder, host(job), job.begin + 1200)('cpu_user');
    expect(mean(user.slice(first, first + count))).toBeGreaterThan(30);
    user.forEach((value, core) => owned.has(core) || expect(value).toBeLessThan(1));
  });

  it('is not noticed before it starts and after it ends', () => {
    for (const job of [...alder.jobs(someDay, someDay + day)].slice(0, 50)) {
      const quiet = (time: number): boolean => alder.runningAt(time).every(({ hosts }) => !hosts.includes(host(job)));
      for (const time of [job.begin - 1, job.end]) {
        if (quiet(time)) expect(sensors(alder, host(job), time)('cpu_load')[0]).toBeLessThan(1);
      }
    }
  });
});
