import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterConfigError, readCluster } from '../../src/domain/read-cluster.js';
import type { ClusterProblem } from '../../src/domain/read-cluster.js';
import { golden } from '../golden.js';
import { sampleClusterDocument } from './sample-cluster.js';

function problemsOf(document: unknown): readonly ClusterProblem[] {
  try {
    readCluster(document, 'alpha/cluster.json');
    return [];
  } catch (error) {
    if (error instanceof ClusterConfigError) return error.problems;
    throw error;
  }
}

function oddities(document: unknown): readonly string[] {
  const found: string[] = [];
  readCluster(document, 'alpha/cluster.json', ({ path, text }) => found.push(`${path} ${text}`));
  return found;
}

it('has defaults for what is absent or null', () => {
  const cluster = readCluster(
    {
      name: 'c',
      metricConfig: [{ name: 'm', timestep: 60, unit: null, scope: null, subClusters: null }],
      subClusters: [{ name: 's', nodes: '*' }],
      unknown: 1,
    },
    'c/cluster.json',
  );
  const metric = {
    name: 'm',
    unit: { base: '' },
    scope: 'node',
    aggregation: '',
    timestep: 60,
    peak: 0,
    normal: 0,
    caution: 0,
    alert: 0,
    footprint: '',
    energy: '',
    lowerIsBetter: false,
    restrict: false,
    subClusters: [],
  };
  const none = { unit: { base: '' }, value: 0 };
  expect(cluster).toEqual({
    name: 'c',
    metricConfig: [metric],
    subClusters: [
      {
        name: 's',
        nodes: '*',
        processorType: '',
        socketsPerNode: 0,
        coresPerSocket: 0,
        threadsPerCore: 0,
        flopRateScalar: none,
        flopRateSimd: none,
        memoryBandwidth: none,
        topology: { node: [], socket: [], memoryDomain: [], core: [] },
        metricConfig: [metric],
        footprint: [],
        energyFootprint: [],
      },
    ],
  });
});

it('reports all problems at once, each with its place', () => {
  const document = sampleClusterDocument();
  document.name = '';
  document.metricConfig.push(
    { timestep: 0, scope: 'rack', peak: 'high' },
    { name: 'x', timestep: 1.5, unit: 'B' },
    null as never,
  );
  document.subClusters.push({ name: 'c', nodes: 'c[5]', topology: { socket: [['0']], accelerators: [{ id: 0 }] } });
  expect(problemsOf(document)).toEqual(
    [
      ['name', 'must not be empty'],
      ['metricConfig[2].name', 'must not be empty'],
      ['metricConfig[2].timestep', 'must be at least 1 second'],
      ['metricConfig[2].scope', 'must be one of node, socket, memoryDomain, core, hwthread, accelerator, is "rack"'],
      ['metricConfig[2].peak', 'must be a number, is "high"'],
      ['metricConfig[3].timestep', 'must be a whole number, is 1.5'],
      ['metricConfig[3].timestep', 'must be at least 1 second'],
      ['metricConfig[3].unit', 'must be an object, is "B"'],
      ['metricConfig[4].name', 'must not be empty'],
      ['metricConfig[4].timestep', 'must be at least 1 second'],
      ['subClusters[2].nodes', expect.stringContaining('is no node list: node list term "c[5]"')],
      ['subClusters[2].topology.socket[0]', 'must be a list of whole numbers'],
      ['subClusters[2].topology.accelerators[0].id', 'must be a string, is 0'],
    ].map(([path, text]) => ({ place: 'alpha/cluster.json', path, text })),
  );
});

it.each([
  [null, ['name', 'metricConfig', 'subClusters']],
  [[], ['', 'name', 'metricConfig', 'subClusters']],
  [{ name: 'a' }, ['metricConfig', 'subClusters']],
  [{ ...sampleClusterDocument(), name: '../x' }, ['name']],
  [{ ...sampleClusterDocument(), subClusters: [] }, ['subClusters']],
])('refuses %j', (document, paths) => {
  expect(problemsOf(document).map(({ path }) => path)).toEqual(paths);
});

it('says file and field in its message', () => {
  const document = { ...sampleClusterDocument(), name: '' };
  expect(() => readCluster(document, 'alpha/cluster.json')).toThrow('alpha/cluster.json: name must not be empty');
});

it('mentions what is odd but can be worked with', () => {
  const document = sampleClusterDocument();
  document.metricConfig[0]!['subClusters'] = [{ name: 'a' }, { name: 'a' }, { name: 'nowhere' }];
  document.metricConfig.push({ name: 'load', timestep: 60, aggregation: 'median', footprint: 'mode' });
  document.subClusters.push({ name: 'a', nodes: 'a[04-09]' }, { name: 'c', nodes: '' });
  expect(oddities(document)).toEqual([
    'metricConfig[2].aggregation is none of sum, avg: "median"; it has no effect',
    'metricConfig[2].footprint is none of avg, min, max: "mode"; it has no effect',
    'subClusters[3].nodes is empty: the sub-cluster has no hosts',
    'metricConfig[0].subClusters[0].name repeats "a"; the last entry counts',
    'metricConfig[0].subClusters[2].name names no sub-cluster: "nowhere"',
    'metricConfig[2].name repeats "load"; the first entry counts',
    'subClusters[2].name repeats "a"',
    'subClusters[2].nodes has hosts of subClusters[0] too, e.g. a04; the first sub-cluster has them',
  ]);
});

it('accepts field names in any case, like the original', () => {
  const { name, ...rest } = sampleClusterDocument();
  expect(readCluster({ Name: name, ...rest }, 'alpha/cluster.json').name).toBe('alpha');
});

it('ignores derived lists in the file', () => {
  const document = sampleClusterDocument();
  const [first] = document.subClusters;
  Object.assign(first!, { metricConfig: [{ name: 'x' }], footprint: ['x'], energyFootprint: ['x'] });
  const { metricConfig, footprint, energyFootprint } = readCluster(document, 'alpha/cluster.json').subClusters[0]!;
  expect([metricConfig.map(({ name }) => name), footprint, energyFootprint]).toEqual([
    ['load', 'clock'],
    ['load'],
    ['load'],
  ]);
});

it('reads any document or says what is wrong with it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('name', 'metricConfig', 'subClusters'), (value, field) => {
      problemsOf(value);
      problemsOf({ ...sampleClusterDocument(), [field]: value });
      problemsOf({ ...sampleClusterDocument(), subClusters: [{ topology: value, nodes: value }] });
    }),
  );
});

describe.skipIf(golden === undefined)('clusters of the original site (needs ../shared/golden)', () => {
  it.each(['lynx', 'orion'])('reads %s without complaint', (name) => {
    const document: unknown = JSON.parse(readFileSync(`${golden}/archive/fs-seed1/${name}/cluster.json`, 'utf8'));
    expect(oddities(document)).toEqual([]);
    expect(document).toMatchObject({ name });
  });
});
