import { afterEach, describe, expect, it } from 'vitest';
import { openGraphql } from './graphql-server.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

async function ask(query: string, who: string) {
  const server = await openGraphql({ partitions: (cluster) => [`${cluster}-a`, `${cluster}-b`] });
  close = server.close;
  return (await server.ask(query, {}, who)).body;
}

const load = {
  name: 'cpu_load',
  unit: { base: '', prefix: '' },
  scope: 'node',
  aggregation: 'avg',
  timestep: 60,
  peak: 16,
  normal: 16,
  caution: 8,
  alert: 4,
  lowerIsBetter: false,
  subClusters: [],
};
const bandwidth = { ...load, name: 'mem_bw', unit: { base: 'B/s', prefix: 'G' }, scope: 'socket', aggregation: 'sum' };

describe('clusters', () => {
  const all = `{clusters{name partitions subClusters{name nodes numberOfNodes processorType socketsPerNode coresPerSocket threadsPerCore
    flopRateScalar{name unit{base prefix} value} flopRateSimd{unit{base prefix} value} memoryBandwidth{unit{base prefix} value}
    topology{node socket memoryDomain die core accelerators{id type model}}
    metricConfig{name unit{base prefix} scope aggregation timestep peak normal caution alert lowerIsBetter
      subClusters{name peak normal caution alert remove}} footprint}}}`;

  it('shows every field', async () => {
    expect(await ask(all, 'root:admin')).toEqual({
      data: {
        clusters: [
          {
            name: 'orion',
            partitions: ['orion-a', 'orion-b'],
            subClusters: [
              {
                name: 'main',
                nodes: 'n[001-012],x',
                numberOfNodes: 13,
                processorType: 'x',
                socketsPerNode: 1,
                coresPerSocket: 2,
                threadsPerCore: 1,
                flopRateScalar: { name: null, unit: { base: 'F/s', prefix: 'G' }, value: 1 },
                flopRateSimd: { unit: { base: 'F/s', prefix: 'G' }, value: 2 },
                memoryBandwidth: { unit: { base: 'B/s', prefix: '' }, value: 3 },
                topology: {
                  node: [0, 1],
                  socket: [[0, 1]],
                  memoryDomain: [[0, 1]],
                  die: null,
                  core: [[0], [1]],
                  accelerators: null,
                },
                metricConfig: [load, bandwidth],
                footprint: ['cpu_load', 'mem_bw'],
              },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ['root:admin', ['cpu_load', 'mem_bw']],
    ['root:support', ['cpu_load', 'mem_bw']],
    ['collector:api', ['cpu_load', 'mem_bw']],
    ['max:manager', ['cpu_load']],
    ['alice:user', ['cpu_load']],
    ['alice:user,api', ['cpu_load']],
    ['eve:anonymous', ['cpu_load']],
  ])('keeps restricted metrics from ordinary users: %s', async (who, names) => {
    const metrics = names.map((name) => ({ name }));
    expect(await ask('{globalMetrics{name} clusters{subClusters{metricConfig{name} footprint}}}', who)).toEqual({
      data: { globalMetrics: metrics, clusters: [{ subClusters: [{ metricConfig: metrics, footprint: names }] }] },
    });
  });
});

describe('globalMetrics', () => {
  it('shows every field, in order of first appearance', async () => {
    const query = '{globalMetrics{name unit{base prefix} scope footprint availability{cluster subClusters}}}';
    const availability = [{ cluster: 'orion', subClusters: ['main'] }];
    expect(await ask(query, 'root:admin')).toEqual({
      data: {
        globalMetrics: [
          { name: 'cpu_load', unit: { base: '', prefix: '' }, scope: 'node', footprint: 'avg', availability },
          { name: 'mem_bw', unit: { base: 'B/s', prefix: 'G' }, scope: 'socket', footprint: 'avg', availability },
        ],
      },
    });
  });
});
