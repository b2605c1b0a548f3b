import { describe, expect, it } from 'vitest';
import type { JobStore } from '../../src/contracts/job-store.js';
import { Retention } from '../../src/metrics/retention.js';
import { collectingLog } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const hour = 3600;
const metrics = [{ name: 'load', step: 60, aggregation: 'avg' as const }];
const line = (host: string, time: number) => `load,cluster=alpha,hostname=${host} value=1 ${time}\n`;
const never = new AbortController().signal;

function setUp() {
  const tested = storeUnderTest(metrics, { now: t0, retention: 10 * hour });
  return { ...tested, retention: new Retention(tested.holder, tested.clock, collectingLog().logger) };
}

function jobsOn(...hosts: string[]): JobStore {
  return { hostsInUse: async () => new Map([['alpha', hosts]]) } as unknown as JobStore;
}

describe('retention', () => {
  it('frees what is older, and what is left empty by it, except where jobs run', async () => {
    const { write, samples, retention, clock, store } = setUp();
    await write(line('n1', t0) + line('n2', t0) + line('n3', t0));
    clock.seconds = t0 + 20 * hour;
    await write(line('n3', clock.seconds));
    await retention.run(jobsOn('n2'), never);
    expect(samples()).toEqual({ 'alpha/n2/load': [[t0, 1]], 'alpha/n3/load': [[clock.seconds, 1]] });
    expect(store.findLevel(['alpha', 'n1'])).toBeUndefined();
    expect(store.series.size).toBe(2);
  });

  it('frees nothing when nobody can say where jobs run', async () => {
    const { write, samples, retention, clock } = setUp();
    await write(line('n1', t0));
    clock.seconds = t0 + 20 * hour;
    const broken = { hostsInUse: () => Promise.reject(new Error('no database')) } as unknown as JobStore;
    await expect(retention.run(broken, never)).rejects.toThrow('no database');
    expect(Object.keys(samples())).toEqual(['alpha/n1/load']);
  });

  it('lets a host come back under the keys that were known before, also in the middle of a batch', async () => {
    const { writeSamples, samples, retention, clock } = setUp();
    const writer = writeSamples.open({ defaultCluster: '' });
    await writer.push(Buffer.from(line('n1', t0) + line('n2', t0)));
    clock.seconds = t0 + 20 * hour;
    await retention.run(undefined, never);
    expect(samples()).toEqual({});
    await writer.push(Buffer.from(line('n1', clock.seconds) + line('n2', clock.seconds)));
    const { stored, rejected } = await writer.end();
    expect([stored, rejected]).toEqual([4, 0]);
    expect(samples()).toEqual({ 'alpha/n1/load': [[clock.seconds, 1]], 'alpha/n2/load': [[clock.seconds, 1]] });
  });

  it('gives numbers of dropped series to others without mixing them up', async () => {
    const { write, samples, retention, clock, store } = setUp();
    const hosts = Array.from({ length: 1500 }, (_, at) => `n${at}`);
    await write(hosts.map((host) => line(host, t0)).join(''));
    clock.seconds = t0 + 20 * hour;
    await retention.run(undefined, never);
    expect(store.generation).toBe(1);
    const renamed = hosts.map((host) => `${host}x`);
    await write(renamed.map((host) => line(host, clock.seconds)).join(''));
    await write(hosts.map((host) => line(host, clock.seconds)).join(''));
    expect(Object.keys(samples()).sort()).toEqual([...hosts, ...renamed].map((host) => `alpha/${host}/load`).sort());
    expect(store.series.size).toBe(3000);
  });
});
