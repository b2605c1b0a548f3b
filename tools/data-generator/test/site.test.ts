import { readCluster } from '@cc-kernel/core/plugin';
import { simulatedSite } from '@cc-kernel/data-generator';
import { describe, expect, it } from 'vitest';
import { sampleSite } from './sample-site.js';

describe('a simulated site', () => {
  it('has cluster documents that the server reads without a complaint', () => {
    for (const cluster of sampleSite().clusters) {
      expect(readCluster(JSON.parse(JSON.stringify(cluster)), `${cluster.name}/cluster.json`).name).toBe(cluster.name);
    }
  });

  it('has the topologies of real nodes', () => {
    const [cpu, gpu] = sampleSite().clusters.map(({ subClusters }) => subClusters[0]?.topology);
    expect([cpu?.node.length, cpu?.core.length, cpu?.socket.length, cpu?.memoryDomain.length]).toEqual([72, 72, 2, 4]);
    expect(cpu?.memoryDomain[1]).toEqual(Array.from({ length: 18 }, (_, index) => index + 18));
    expect([gpu?.node.length, gpu?.core.length, gpu?.socket.length, gpu?.memoryDomain.length]).toEqual([
      256, 128, 2, 8,
    ]);
    expect(gpu?.core[5]).toEqual([5, 133]);
    expect(gpu?.accelerators?.map(({ id }) => id)).toHaveLength(8);
    for (const { id } of gpu?.accelerators ?? []) expect(id).toMatch(/^00000000:[0-9A-F]{2}:00\.0$/);
    for (const topology of [cpu, gpu]) {
      for (const parts of [topology?.socket, topology?.memoryDomain, topology?.core]) {
        expect(parts?.flat().toSorted((a, b) => a - b)).toEqual(topology?.node);
      }
    }
  });

  it('measures at least twenty metrics at all levels, with limits in order', () => {
    for (const { metricConfig } of sampleSite().clusters) {
      expect(metricConfig.length).toBeGreaterThanOrEqual(20);
      expect(new Set(metricConfig.map(({ name }) => name)).size).toBe(metricConfig.length);
      for (const { name, peak, normal, caution, alert, lowerIsBetter } of metricConfig) {
        const order = lowerIsBetter === true ? [normal, caution, alert, peak] : [alert, caution, normal, peak];
        expect(order, name).toEqual(order.toSorted((a, b) => a - b));
      }
    }
    const scopes = sampleSite().clusters.flatMap(({ metricConfig }) => metricConfig.map(({ scope }) => scope));
    expect(new Set(scopes)).toEqual(new Set(['node', 'socket', 'memoryDomain', 'hwthread', 'accelerator']));
  });

  it('has footprints and energy of processors, memory and accelerators', () => {
    const flagged = (flag: 'footprint' | 'energy'): (string[] | undefined)[] =>
      sampleSite().clusters.map(({ metricConfig }) =>
        metricConfig.filter((m) => m[flag] !== undefined).map((m) => m.name),
      );
    expect(flagged('energy')).toEqual([
      ['cpu_power', 'mem_power'],
      ['cpu_power', 'mem_power', 'acc_power'],
    ]);
    expect(flagged('footprint')).toEqual([
      ['cpu_load', 'mem_used', 'flops_any', 'mem_bw'],
      ['cpu_load', 'mem_used', 'flops_any', 'mem_bw', 'acc_utilization', 'acc_mem_used'],
    ]);
  });

  it('grows to any size', () => {
    const site = simulatedSite({ seed: 1, clusters: [{ kind: 'gpu', name: 'big', nodes: 300 }], timestep: 10 });
    expect(site.clusters[0]?.subClusters[0]?.nodes).toBe('big[001-300]');
    expect(site.clusters[0]?.metricConfig[0]?.timestep).toBe(10);
    const from = Date.UTC(2026, 0, 2) / 1000;
    const jobs = [...site.jobs({ from, to: from + 3600 })];
    expect(Math.max(...jobs.map(({ start }) => start.numNodes))).toBeGreaterThan(8);
  });

  it('says what cannot be simulated', () => {
    expect(() => simulatedSite({ seed: 0.5 })).toThrow('seed 0.5 is not a whole number');
    expect(() => simulatedSite({ seed: 1, timestep: 0 })).toThrow('timestep 0');
    expect(() => simulatedSite({ seed: 1, clusters: [{ kind: 'cpu', nodes: 0 }] })).toThrow('0 nodes');
    expect(() => simulatedSite({ seed: 1, clusters: [{ kind: 'cpu', name: '../x' }] })).toThrow('cluster name "../x"');
    expect(() => simulatedSite({ seed: 1, clusters: [{ kind: 'cpu' }, { kind: 'cpu' }] })).toThrow('the same name');
    expect(() => [...sampleSite().samples({ cluster: 'oak', from: 0, to: 1 })]).toThrow(
      'no cluster oak; there are alder, onyx',
    );
    expect(() => [...sampleSite().jobs({ from: 0, to: 1 })]).toThrow('begins in the year 2016');
  });
});
