import { expect, it } from 'vitest';
import { jobEnergy, jobFootprint } from '../../src/domain/footprint.js';
import { withNodeScope } from '../../src/domain/node-scope.js';
import { readCluster } from '../../src/domain/read-cluster.js';
import { jobStatistics, publishedStatistics, round2, seriesStatistics } from '../../src/domain/statistics.js';
import { statisticsSeries, withStatisticsSeries } from '../../src/domain/statistics-series.js';
import { dataOf, metricOf, series } from './sample-job.js';

const across = (...all: number[][]) => statisticsSeries(all.map((values) => series('h', values)));

function subClusterWith(...metrics: Record<string, unknown>[]) {
  const metricConfig = metrics.map((metric) => ({ timestep: 60, ...metric }));
  return readCluster({ name: 'c', metricConfig, subClusters: [{ name: 's', nodes: '*' }] }, 'c').subClusters[0]!;
}

it('rounds halves away from zero', () => {
  expect([0.045, 0.625, -0.625, 0.005, 2.675, -3].map(round2)).toEqual([0.05, 0.63, -0.63, 0.01, 2.68, -3]);
});

it('takes statistics of the samples that are there', () => {
  expect(seriesStatistics([NaN, 3, -1])).toEqual({ avg: 1, min: -1, max: 3 });
  expect(seriesStatistics([NaN])).toEqual({ avg: 0, min: 0, max: 0 });
  expect(publishedStatistics({ avg: 1.005, min: NaN, max: 2 })).toEqual({ avg: 0, min: 0, max: 0 });
  // 3.935 and 1.035 in single precision: as they were sent, not as they are kept
  expect(publishedStatistics({ avg: 1.035, min: Math.fround(1.035), max: Math.fround(3.935) })).toEqual({
    avg: 1.03,
    min: 1.03,
    max: 3.94,
  });
  expect(publishedStatistics({ avg: 0.625, min: -0.625, max: 2 })).toEqual({ avg: 0.63, min: -0.63, max: 2 });
});

it('takes statistics across series of the values that are there', () => {
  expect(across([1, 1, 1], [2, 2], [3, 3, 3], [4, NaN, 4])).toEqual({
    min: Float64Array.of(1, 1, NaN),
    median: Float64Array.of(2.5, 2, NaN),
    max: Float64Array.of(4, 3, NaN),
  });
  const gaps = [3.125, 4.125, 5.125, 6.125, 7.125, NaN, NaN, NaN].map((value) => [value]);
  expect(across(...gaps).median).toEqual(Float64Array.of(5.125));
  expect(across([1], [2], [NaN], [NaN])).toEqual({
    min: Float64Array.of(NaN),
    median: Float64Array.of(NaN),
    max: Float64Array.of(NaN),
  });
});

it('adds them from eight series on, once', () => {
  const seven = metricOf(...Array.from({ length: 7 }, () => series('h', [1])));
  expect(withStatisticsSeries(seven)).toBe(seven);
  const eight = withStatisticsSeries({ ...seven, series: [...seven.series, series('h', [2])] });
  expect(eight.statisticsSeries).toEqual({
    median: Float64Array.of(1),
    min: Float64Array.of(1),
    max: Float64Array.of(2),
  });
  expect(withStatisticsSeries(eight)).toBe(eight);
});

it('sums the coarsest scope of each host where node scope is missing', () => {
  const core = metricOf(series('a', [9], '0'));
  const socket = metricOf(series('a', [1, 2, 3], '0'), series('b', [5], '0'), series('a', [1, NaN], '1'));
  const [scopes] = dataOf({ mem_bw: { core, socket } }).values();
  expect(withNodeScope('mem_bw', scopes!).get('node')).toEqual({
    unit: { base: '' },
    timestep: 60,
    series: [
      { hostname: 'a', statistics: { avg: 2, min: 2, max: 2 }, data: Float64Array.of(2, NaN, NaN) },
      { hostname: 'b', statistics: { avg: 5, min: 5, max: 5 }, data: Float64Array.of(5) },
    ],
  });
  expect(withNodeScope('clock', scopes!)).toBe(scopes);
});

it('takes job statistics from node scope, averaged over all nodes of the job', () => {
  const unit = { base: 'W' };
  const { metricConfig } = subClusterWith({ name: 'cpu_power', unit }, { name: 'ipc' });
  const data = dataOf({
    cpu_power: { node: metricOf(series('a', [100, 200]), series('b', [300])) },
    other: { node: metricOf(series('a', [-3])) },
    ipc: { core: metricOf(series('a', [1], '0')) },
    empty: { node: metricOf() },
  });
  expect(jobStatistics(data, 4, metricConfig)).toEqual({
    cpu_power: { unit, avg: 112.5, min: 100, max: 300 },
    other: { unit: { base: '' }, avg: -0.75, min: -3, max: -3 },
  });
});

it('makes the footprint by the statistic that the sub-cluster names', () => {
  const subCluster = subClusterWith(
    { name: 'mem_used', footprint: 'max' },
    { name: 'ipc', footprint: 'min' },
    { name: 'load', footprint: 'avg' },
    { name: 'clock' },
  );
  const values = { unit: { base: '' }, avg: 2, min: 1, max: 3 };
  const statistics = { mem_used: values, ipc: values, clock: values };
  expect(jobFootprint(subCluster, statistics)).toEqual({ mem_used_max: 3, ipc_min: 1, load_avg: 0 });
});

it('makes kilowatt-hours of watts, kilowatts and joules', () => {
  const power = (name: string, unit: object, energy = 'power') => ({ name, unit, energy });
  const average = (avg: number) => ({ unit: { base: '' }, avg, min: 0, max: 0 });
  const job = { numNodes: 2, duration: 5400 };
  const plain = subClusterWith(power('cpu_power', { base: 'W' }), power('mem_power', { base: 'W' }));
  const statistics = { cpu_power: average(250.5), mem_power: average(20) };
  expect(jobEnergy(plain, statistics, job)).toEqual({
    energyFootprint: { cpu_power: 0.75, mem_power: 0.06 },
    energy: 0.81,
  });
  const kilo = subClusterWith(power('cpu_power', { base: 'W', prefix: 'K' }), power('absent', { base: 'W' }));
  expect(jobEnergy(kilo, { cpu_power: average(0.25) }, job)).toEqual({
    energyFootprint: { cpu_power: 0.75, absent: 0 },
    energy: 0.75,
  });
  const joules = subClusterWith(power('cpu_energy', { base: 'J' }, 'energy'));
  // 15000 J a minute are 250 W
  expect(jobEnergy(joules, { cpu_energy: average(15_000) }, job)).toEqual({
    energyFootprint: { cpu_energy: 0.75 },
    energy: 0.75,
  });
});
