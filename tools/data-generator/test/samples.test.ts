import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineRenderer } from '../src/model/line-renderer.js';
import type { MetricName } from '../src/site/metric-table.js';
import { alder, day, hour, mean, onyx, sampleSite, sensors, someDay, sum } from './sample-site.js';

const linePattern =
  /^[a-z_]+,cluster=(alder|onyx),hostname=\w+,type=(node|(socket|memoryDomain|hwthread|accelerator),type-id=[\w:.]+) value=\d+(\.\d+)? \d{10}$/;

describe('samples', () => {
  it('are the same bytes whatever part of time one asks for, and in whatever order', () => {
    const whole = text(sampleSite(), someDay, someDay + 2 * hour);
    const site = sampleSite();
    const late = text(site, someDay + hour, someDay + 2 * hour);
    const early = text(site, someDay, someDay + 7 * 60) + text(site, someDay + 7 * 60, someDay + hour);
    expect(early + late === whole).toBe(true);
  });

  it('are the same bytes whichever hosts are rendered together', () => {
    const renderer = new LineRenderer(onyx);
    const apart = [0, 1, 2, 3].map((host) => renderer.render(someDay, host, host + 1));
    expect(Buffer.concat(apart).equals(renderer.render(someDay))).toBe(true);
    expect(renderer.render(someDay).equals(new LineRenderer(onyx).render(someDay))).toBe(true);
  });

  it('are the same bytes on every machine', () => {
    const hash = createHash('sha256');
    for (const cluster of ['alder', 'onyx']) {
      for (const { lines } of sampleSite().samples({
        cluster,
        from: someDay,
        to: someDay + 20 * day,
        step: 12 * hour,
      })) {
        hash.update(lines);
      }
    }
    for (const job of sampleSite().jobs({ from: someDay, to: someDay + 7 * day })) hash.update(JSON.stringify(job));
    expect(hash.digest('hex')).toBe('16b3b607c2916fa387ca6b3af2d3acb17159414e978c59074ca5e5116994860a');
  });

  it('are line protocol, one line for each unit of each metric of each host', () => {
    for (const { name, subClusters, metricConfig } of sampleSite().clusters) {
      const [batch] = sampleSite().samples({ cluster: name, from: someDay, to: someDay + 60 });
      const lines = batch?.lines.toString().split('\n') ?? [];
      expect(lines.pop()).toBe('');
      expect(lines).toHaveLength(batch?.samples ?? -1);
      for (const line of lines) expect(line).toMatch(linePattern);
      expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(lines.length);
      const topology = subClusters[0]?.topology;
      const units = { node: 1, accelerator: topology?.accelerators?.length ?? 0, hwthread: topology?.node.length ?? 0 };
      for (const { name: metric, scope } of metricConfig) {
        const perHost = lines.filter((line) => line.startsWith(`${metric},`)).length / (name === 'alder' ? 8 : 4);
        expect(perHost, metric).toBe({ ...units, socket: 2, memoryDomain: topology?.memoryDomain.length }[scope]);
      }
    }
  });

  it('stay within what the hardware can do, at any moment on any host', () => {
    fc.assert(
      fc.property(fc.constantFrom(alder, onyx), fc.nat(27 * day), fc.nat(1000), (model, after, number) => {
        const read = sensors(model, number % model.cluster.hosts.length, someDay + after);
        expect(beyondLimits(model, read)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('have a node that draws what its parts draw, and energy that is the integral of power', () => {
    for (const model of [alder, onyx]) {
      let joules = 0;
      let watts = 0;
      for (let time = someDay; time < someDay + 6 * hour; time += 60) {
        const read = sensors(model, 1, time);
        const parts = sum([...read('cpu_power'), ...read('mem_power'), ...(model === onyx ? read('acc_power') : [])]);
        const board = (read('node_power')[0] ?? 0) - parts;
        expect(Math.abs(board / model.cluster.hardware.boardPower - 1)).toBeLessThan(0.04);
        joules += read('node_energy')[0] ?? 0;
        watts += read('node_power')[0] ?? 0;
      }
      expect(joules).toBeCloseTo(watts * 60, 3);
    }
  });

  it('count received and sent bytes together', () => {
    const read = sensors(alder, 2, someDay + hour);
    expect(read('net_bw')[0]).toBeCloseTo((read('ib_recv')[0] ?? 0) + (read('ib_xmit')[0] ?? 0), 6);
  });

  it('have noise that the cores of a node share', () => {
    const job = [...alder.jobs(someDay, someDay + 7 * day)].find(
      ({ kind, begin, end, hosts }) => kind === 'mpi' && hosts.length > 1 && end - begin > 2 * hour,
    );
    if (job === undefined) throw new Error('no long job');
    const [here, there] = job.hosts;
    if (here === undefined || there === undefined) throw new Error('no second host');
    const a: number[] = [];
    const b: number[] = [];
    const c: number[] = [];
    for (let time = job.begin + 1800; time < job.end - 600; time += 60) {
      const [x, y, z] = [
        sensors(alder, here, time)('ipc'),
        sensors(alder, here, time)('ipc'),
        sensors(alder, there, time)('ipc'),
      ];
      a.push((x[3] ?? 0) / mean(both(x, z)));
      b.push((y[40] ?? 0) / mean(both(x, z)));
      c.push((z[3] ?? 0) / mean(both(x, z)));
    }
    expect(correlation(a, b)).toBeGreaterThan(0.2);
    expect(correlation(a, b)).toBeGreaterThan(correlation(a, c) + 0.3);
  });

  it('come from idle hosts too', () => {
    const idle = firstIdle();
    const read = sensors(alder, idle.host, idle.time);
    expect(read('cpu_load')[0]).toBeLessThan(1);
    expect(mean(read('cpu_user'))).toBeLessThan(1);
    expect(read('flops_any').every((value) => value === 0)).toBe(true);
    expect(read('node_power')[0]).toBeGreaterThan(150);
    expect(read('mem_used')[0]).toBeGreaterThan(2);
  });
});

/** What no meter of such a node could ever show. */
function beyondLimits(model: typeof alder, read: ReturnType<typeof sensors>): string[] {
  const { hardware, document } = model.cluster;
  const found: string[] = [];
  const check = (name: MetricName, low: number, high: number): void => {
    for (const value of read(name)) if (!(value >= low && value <= high)) found.push(`${name} ${value}`);
  };
  for (const { name, peak, aggregation, scope } of document.metricConfig) {
    if (name === 'cpu_load') continue; // waiting processes count, too
    const metric = name as MetricName;
    const perUnit = aggregation === 'sum' && scope !== 'node';
    check(metric, 0, (perUnit ? peak / read(metric).length : peak) + 0.1);
  }
  check(
    'cpu_load',
    0,
    2 * hardware.sockets * hardware.domainsPerSocket * hardware.coresPerDomain * hardware.threadsPerCore,
  );
  check('cpu_power', 0.8 * hardware.socketPower.idle, hardware.socketPower.limit);
  check('clock', 500, hardware.clock.turbo);
  if (hardware.accelerators) check('acc_power', 30, hardware.accelerators.power.limit);
  if (sum(read('mem_bw')) > (document.subClusters[0]?.memoryBandwidth.value ?? 0)) found.push('mem_bw of the node');
  if (sum(read('flops_any')) > (document.subClusters[0]?.flopRateSimd.value ?? 0)) found.push('flops_any of the node');
  return found;
}

function firstIdle(): { host: number; time: number } {
  for (let time = someDay; time < someDay + day; time += 60) {
    const busy = new Set(alder.runningAt(time).flatMap(({ hosts }) => hosts));
    for (let host = 0; host < 8; host++) if (!busy.has(host)) return { host, time };
  }
  throw new Error('no host is idle for a whole day');
}

function text(site: ReturnType<typeof sampleSite>, from: number, to: number): string {
  return [...site.samples({ cluster: 'alder', from, to })].map(({ lines }) => lines.toString()).join('');
}

function both(a: readonly number[], b: readonly number[]): number[] {
  return [...a, ...b];
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = sum(a.map((value, index) => (value - ma) * ((b[index] ?? 0) - mb)));
  const spread = (values: readonly number[], middle: number): number =>
    sum(values.map((value) => (value - middle) ** 2));
  return covariance / Math.sqrt(spread(a, ma) * spread(b, mb));
}
