import { describe, expect, it } from 'vitest';
import type { MetricSettings } from '../app/src/boot/boot.js';
import type { JudgedFootprint } from '../app/src/footprint/judge-footprint.js';
import { findFindings } from '../app/src/pages/job/findings/find-findings.js';
import type { Evidence } from '../app/src/pages/job/findings/finding.js';
import { footprintSoFar } from '../app/src/pages/job/footprint-so-far.js';
import { footprintWords, noFindingText } from '../app/src/pages/job/footprint-words.js';
import { jobNotice } from '../app/src/pages/job/job-notice.js';
import { statisticsByMetric, type StatisticsByMetric } from '../app/src/pages/job/metric-statistics.js';

const limits: Readonly<Record<string, Partial<MetricSettings>>> = {
  cpu_load: { peak: 72, normal: 72, caution: 36, alert: 18, footprint: 'avg' },
  cpu_user: { peak: 100, normal: 80, caution: 40, alert: 20, scope: 'hwthread', unit: { base: '%' } },
  cpu_iowait: { peak: 100, normal: 5, caution: 20, alert: 50, lowerIsBetter: true, unit: { base: '%' } },
  mem_used: {
    peak: 256,
    normal: 128,
    caution: 218,
    alert: 243,
    footprint: 'max',
    lowerIsBetter: true,
    unit: { prefix: 'G', base: 'B' },
  },
  clock: { peak: 3600, normal: 2400, caution: 1800, alert: 1300, unit: { prefix: 'M', base: 'Hz' } },
  flops_any: { peak: 5000, normal: 1000, caution: 100, alert: 25, unit: { prefix: 'G', base: 'F/s' } },
  acc_utilization: { peak: 100, normal: 80, caution: 40, alert: 15, scope: 'accelerator', unit: { base: '%' } },
};
const metric = (name: string): MetricSettings | undefined =>
  limits[name] && {
    name,
    unit: { base: '' },
    scope: 'node',
    aggregation: 'avg',
    timestep: 60,
    peak: 0,
    normal: 0,
    caution: 0,
    alert: 0,
    footprint: '',
    lowerIsBetter: false,
    ...limits[name],
  };

/** `{ 'cpu_load node': [1, 2] }`: means of the series. */
function measured(means: Readonly<Record<string, readonly number[]>>): StatisticsByMetric {
  return statisticsByMetric(
    Object.entries(means).map(([key, values]) => {
      const [name = '', scope = ''] = key.split(' ');
      const series = values.map((avg, index) => ({
        hostname: scope === 'node' ? `n${index}` : 'n0',
        id: scope === 'node' ? null : String(index),
        statistics: { min: 0, avg, max: avg },
      }));
      return { name, scope, metric: { timestep: 60, series } };
    }),
  );
}

const job = {
  state: 'completed',
  duration: 7200,
  walltime: 9000,
  numNodes: 1,
  numHWThreads: 72,
  numAcc: 0,
  shared: 'none',
};
const perNode = { sockets: 2, memoryDomains: 4, cores: 72, hwthreads: 72, accelerators: 0 };
const find = (means: Readonly<Record<string, readonly number[]>>, changes: Partial<Evidence['job']> = {}) =>
  findFindings({ job: { ...job, ...changes }, perNode, metric, statistics: measured(means) }, 300);

describe('findings', () => {
  it('say nothing about a good job, one without measurements, and a short one', () => {
    expect(
      find({ 'cpu_load node': [71], 'cpu_user core': [95, 97], 'mem_used node': [100], 'clock node': [2500] }),
    ).toEqual([]);
    expect(find({})).toEqual([]);
    expect(find({ 'cpu_load node': [1] }, { duration: 60 })).toEqual([]);
  });
  it('see idle cores by the load where cores are not measured', () => {
    const [finding] = find({ 'cpu_load node': [1.2] });
    expect(finding).toMatchObject({
      id: 'idle-cores',
      level: 'bad',
      metric: 'cpu_load',
      saw: 'CPU load 1.2 of 72: most cores were idle.',
    });
    expect(find({ 'cpu_load node': [45] })[0]).toMatchObject({ level: 'warning' });
  });
  it('count idle cores where they are', () => {
    const cores = [...Array.from({ length: 60 }, () => 0.5), ...Array.from({ length: 12 }, () => 99)];
    expect(find({ 'cpu_load node': [12], 'cpu_user core': cores })[0]).toMatchObject({
      saw: '60 cores of 72 did next to nothing (CPU load 12 of 72).',
    });
  });
  it('judge jobs on accelerators by those', () => {
    const gpu = { numAcc: 4 };
    expect(find({ 'cpu_load node': [1], 'acc_utilization accelerator': [90, 91, 92, 93] }, gpu)).toEqual([]);
    expect(find({ 'acc_utilization accelerator': [0, 1, 90, 90] }, gpu)[0]).toMatchObject({
      title: 'Some accelerators were idle',
      saw: '2 accelerators of 4 worked less than 5 % of the time.',
    });
    expect(find({ 'acc_utilization accelerator': [0, 0] }, gpu)[0]).toMatchObject({
      title: 'All accelerators were idle',
    });
    expect(find({ 'acc_utilization accelerator': [10, 20] }, gpu)[0]).toMatchObject({ level: 'warning' });
  });
  it('see memory that is almost full, on nodes of its own only, and memory that was too small', () => {
    expect(find({ 'mem_used node': [250] })[0]).toMatchObject({ saw: 'n0 used up to 250 GB of 256 GB (98 %).' });
    expect(find({ 'mem_used node': [250] }, { shared: 'multi_user' })).toEqual([]);
    expect(find({}, { state: 'out_of_memory', duration: 10 })[0]).toMatchObject({ id: 'memory', level: 'bad' });
  });
  it('see the time limit', () => {
    expect(find({}, { state: 'timeout' })[0]).toMatchObject({ title: 'The job was ended at its time limit' });
    expect(find({}, { state: 'running', duration: 8900 })[0]).toMatchObject({ saw: '1 min of 2 h 30 min are left.' });
    expect(find({}, { walltime: 72_000 })[0]).toMatchObject({ level: 'info' });
  });
  it('see nodes that do less than others, waiting for files and slow clocks', () => {
    expect(find({ 'flops_any node': [1000, 200] })[0]).toMatchObject({
      saw: 'flops_any: n1 200 GF/s, n0 1 TF/s on average.',
    });
    expect(find({ 'flops_any node': [10, 1] })).toEqual([]);
    expect(find({ 'cpu_iowait node': [60] })[0]).toMatchObject({ level: 'bad', id: 'iowait' });
    expect(find({ 'cpu_user node': [95], 'clock node': [1500] })[0]).toMatchObject({ id: 'clock' });
    expect(find({ 'cpu_user node': [1], 'clock node': [1500] })).toEqual([]);
  });
  it('stand worst first, and are no more than five', () => {
    const all = find(
      {
        'cpu_load node': [1, 40],
        'cpu_iowait node': [60, 60],
        'flops_any node': [1000, 1],
        'cpu_user node': [95, 95],
        'clock node': [1000, 1000],
      },
      { state: 'out_of_memory', numNodes: 2, numHWThreads: 144 },
    );
    expect(all.map(({ level }) => level)).toEqual(['bad', 'bad', 'bad', 'warning', 'warning']);
  });
});

describe('the footprint of a job that has none yet', () => {
  it('is that of its measurements until now', () => {
    const metrics = ['cpu_load', 'mem_used', 'clock'].map((name) => metric(name)!);
    expect(footprintSoFar(metrics, measured({ 'cpu_load node': [10, 20], 'mem_used node': [5, 9] }))).toEqual([
      { name: 'cpu_load', stat: 'avg', value: 15 },
      { name: 'mem_used', stat: 'max', value: 9 },
    ]);
  });
  it('is not told twice', () => {
    const entry = {
      name: 'cpu_load',
      stat: 'avg',
      text: '1.2',
      sentence: 'cpu_load (avg) is 1.2: far below what is expected.',
    };
    const judged = { ...entry, value: 1.2, level: 'alert', share: 0, normalShare: 1 } satisfies JudgedFootprint;
    expect(footprintWords(judged)).toBe('Far below what is expected.');
    expect(footprintWords({ ...judged, sentence: 'Something else.' })).toBe('Something else.');
    expect(noFindingText([judged], false)).toContain('one value is');
    expect(noFindingText([], false)).toBe('Nothing stands out.');
    expect(noFindingText([judged], true)).toContain('too short');
  });
});

describe('why there is less to see', () => {
  const ended = { state: 'completed', monitoringStatus: 3, duration: 600 };
  it.each([
    [{ ...ended, monitoringStatus: 0 }, false, 'not monitored'],
    [{ ...ended, monitoringStatus: 2 }, true, 'could not be archived'],
    [{ ...ended, monitoringStatus: 1 }, true, 'being archived'],
    [ended, false, 'reported none'],
    [{ ...ended, state: 'running', monitoringStatus: 1 }, false, 'No measurements have arrived yet'],
  ])('%j, samples %s: %s', (shown, hasSamples, text) => expect(jobNotice(shown, hasSamples)?.text).toContain(text));
  it('is nothing where all is there, or not yet known', () => {
    expect(jobNotice(ended, true)).toBeUndefined();
    expect(jobNotice(ended, undefined)).toBeUndefined();
  });
});
