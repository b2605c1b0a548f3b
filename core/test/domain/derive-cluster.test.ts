import { expect, it } from 'vitest';
import { globalMetrics, isRestricted, unrestrictedMetrics } from '../../src/domain/derive-cluster.js';
import { readCluster } from '../../src/domain/read-cluster.js';
import { sampleClusterDocument } from './sample-cluster.js';

function clusterWith(
  overrides: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
  name = 'alpha',
) {
  const document = sampleClusterDocument();
  Object.assign(document.metricConfig[0]!, { subClusters: overrides, ...more });
  return readCluster({ ...document, name }, `${name}/cluster.json`);
}

it('replaces all values of a metric by those of the override, absent ones too', () => {
  const [a, b] = clusterWith([{ name: 'b', peak: 10 }]).subClusters;
  expect(a!.metricConfig[0]).toMatchObject({
    peak: 1,
    normal: 2,
    footprint: 'max',
    energy: 'power',
    lowerIsBetter: true,
  });
  expect(b!.metricConfig[0]).toEqual({
    name: 'load',
    unit: { base: '' },
    scope: 'node',
    aggregation: 'avg',
    timestep: 60,
    peak: 10,
    normal: 0,
    caution: 0,
    alert: 0,
    footprint: '',
    energy: '',
    lowerIsBetter: false,
    restrict: false,
    subClusters: [],
  });
  expect([a!.footprint, a!.energyFootprint, b!.footprint, b!.energyFootprint]).toEqual([['load'], ['load'], [], []]);
});

it('leaves out a removed metric; the last of two overrides counts', () => {
  const removed = clusterWith([{ name: 'b' }, { name: 'b', remove: true, peak: 1 }]).subClusters[1]!;
  expect(removed.metricConfig.map(({ name }) => name)).toEqual(['clock']);
  const back = clusterWith([
    { name: 'b', remove: true },
    { name: 'b', peak: 7 },
  ]).subClusters[1]!;
  expect(back.metricConfig[0]).toMatchObject({ name: 'load', peak: 7 });
});

it('lists each metric name once, as the first cluster has it', () => {
  const clusters = [
    clusterWith([{ name: 'b', footprint: 'min' }]),
    clusterWith(
      [
        { name: 'a', remove: true },
        { name: 'b', remove: true },
      ],
      { footprint: 'avg' },
      'beta',
    ),
  ];
  expect(globalMetrics(clusters)).toEqual([
    {
      name: 'load',
      unit: { base: '' },
      scope: 'node',
      footprint: 'max',
      availability: [
        { cluster: 'alpha', subClusters: ['a', 'b'] },
        { cluster: 'beta', subClusters: [] },
      ],
    },
    {
      name: 'clock',
      unit: { base: 'Hz', prefix: 'M' },
      scope: 'hwthread',
      footprint: '',
      availability: [
        { cluster: 'alpha', subClusters: ['a', 'b'] },
        { cluster: 'beta', subClusters: ['a', 'b'] },
      ],
    },
  ]);
});

it('hides restricted metrics where they are restricted', () => {
  const open = clusterWith([{ name: 'b', restrict: true }]);
  const closed = clusterWith([], { restrict: true }, 'beta');
  const opened = clusterWith([{ name: 'a' }], { restrict: true, footprint: 'avg' }, 'gamma');
  const availability = (clusters: (typeof open)[]) =>
    unrestrictedMetrics(clusters).find(({ name }) => name === 'load')?.availability;
  expect(availability([open, closed, opened])).toEqual([
    { cluster: 'alpha', subClusters: ['a'] },
    { cluster: 'gamma', subClusters: ['a'] },
  ]);
  expect(availability([closed])).toBeUndefined();
  expect(unrestrictedMetrics([closed, opened])[1]).toMatchObject({ name: 'load', footprint: 'avg' });
  expect(['a', 'b'].map((name) => isRestricted(open.metricConfig[0]!, name))).toEqual([false, true]);
});
