import { describe, expect, it } from 'vitest';
import type { MetricSettings } from '../app/src/boot/boot.js';
import { judgeFootprint, judgeOne, shareOfNode } from '../app/src/footprint/judge-footprint.js';

const flops: MetricSettings = {
  name: 'flops_any',
  unit: { prefix: 'G', base: 'F/s' },
  scope: 'hwthread',
  aggregation: 'sum',
  timestep: 60,
  peak: 1000,
  normal: 500,
  caution: 100,
  alert: 50,
  footprint: 'avg',
  lowerIsBetter: false,
};
const memory: MetricSettings = {
  ...flops,
  name: 'mem_used',
  scope: 'node',
  peak: 256,
  normal: 128,
  caution: 200,
  alert: 240,
  lowerIsBetter: true,
};
const level = (metric: MetricSettings, value: number) =>
  judgeOne({ name: metric.name, stat: 'avg', value }, metric, 1).level;

describe('levels', () => {
  it.each([
    [0, 'alert'],
    [50, 'alert'],
    [50.1, 'caution'],
    [100, 'caution'],
    [100.1, 'normal'],
    [500, 'normal'],
    [501, 'above'],
    [1000, 'above'],
    [1001, 'odd'],
    [-1, 'odd'],
    [Number.NaN, 'odd'],
  ])('%d of 1000 is %s when higher is better', (value, expected) => expect(level(flops, value)).toBe(expected));

  it.each([
    [0, 'normal'],
    [199, 'normal'],
    [200, 'caution'],
    [240, 'alert'],
    [256, 'alert'],
    [257, 'odd'],
  ])('%d of 256 is %s when lower is better', (value, expected) => expect(level(memory, value)).toBe(expected));

  it('are unknown without thresholds', () => {
    expect(judgeOne({ name: 'x', stat: 'avg', value: 3 }, undefined, 1)).toMatchObject({ level: 'unknown', text: '3' });
  });

  it('say themselves in a sentence', () => {
    expect(judgeOne({ name: 'flops_any', stat: 'avg', value: 20 }, flops, 1).sentence).toBe(
      'flops_any (avg) is 20 GF/s: far below what is expected (alert up to 50 GF/s).',
    );
  });
});

describe('shared nodes', () => {
  const job = { shared: 'multi_user', numNodes: 1, numHWThreads: 36, numAcc: 2 };
  const perNode = { hwthreads: 144, accelerators: 8 };

  it('shrink the thresholds of what is summed up to the part of the job', () => {
    expect(shareOfNode(flops, job, perNode)).toBe(0.25);
    expect(shareOfNode({ ...flops, scope: 'accelerator' }, job, perNode)).toBe(0.25);
    expect(shareOfNode({ ...flops, aggregation: 'avg' }, job, perNode)).toBe(1);
    expect(shareOfNode(flops, { ...job, shared: 'none' }, perNode)).toBe(1);
  });

  it('leave unjudged what holds the neighbours too', () => {
    expect(shareOfNode(memory, job, perNode)).toBeUndefined();
    const [judged] = judgeFootprint([{ name: 'mem_used', stat: 'max', value: 250 }], job, () => memory, perNode);
    expect(judged).toMatchObject({ level: 'unknown', sentence: expect.stringContaining('other jobs included') });
  });
});

it('puts the worst first and drops holes', () => {
  const values = [900, 300, 20].map((value, at) => ({ name: `m${at}`, stat: 'avg', value }));
  const job = { shared: 'none', numNodes: 1, numHWThreads: 1, numAcc: 0 };
  const judged = judgeFootprint([null, ...values], job, () => flops, { hwthreads: 1, accelerators: 0 });
  expect(judged.map(({ level: one }) => one)).toEqual(['alert', 'above', 'normal']);
});
