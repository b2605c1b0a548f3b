import { expect, it } from 'vitest';
import type { JobData } from '../../src/domain/job-data.js';
import { WatchedJob } from '../../src/live/watched-job.js';

function load(values: readonly number[]): JobData {
  const statistics = { avg: 0, min: 0, max: 0 };
  const series = [{ hostname: 'n1', statistics, data: Float32Array.from(values) }];
  return new Map([['load', new Map([['node' as const, { unit: { base: '' }, timestep: 60, series }]])]]);
}

it('sends everything first, then only what is new, with a few slots before for late samples', () => {
  const watched = new WatchedJob(1000, 1000);
  expect(watched.from(60)).toBe(1000);
  const all = [1, 2, 3, 4, 5, 6.128];
  expect(watched.news(load(all), 1000)).toEqual({
    event: 'samples',
    id: '1360',
    data: {
      metrics: [
        {
          name: 'load',
          scope: 'node',
          timestep: 60,
          first: 0,
          series: [{ hostname: 'n1', data: [1, 2, 3, 4, 5, 6.13] }],
        },
      ],
    },
  });
  expect(watched.from(60)).toBe(1000 + 3 * 60);
  expect(watched.news(load([4, 5, 6]), 1180)).toBeUndefined();
  expect(watched.news(load([4, 5, 6, 7]), 1180)?.data).toEqual({
    metrics: [
      { name: 'load', scope: 'node', timestep: 60, first: 3, series: [{ hostname: 'n1', data: [4, 5, 6, 7] }] },
    ],
  });
});

it('goes on where a returning watcher left off, and prints gaps as null', () => {
  const watched = new WatchedJob(1000, 1000 + 10 * 60);
  const from = watched.from(60);
  expect(from).toBe(1000 + 7 * 60);
  expect(watched.news(load([8, 9, 10, NaN, NaN]), from)).toBeUndefined();
  expect(watched.news(load([8, 9, 10, NaN, 12]), from)).toMatchObject({
    data: { metrics: [{ first: 7, series: [{ data: [8, 9, 10, null, 12] }] }] },
  });
});
