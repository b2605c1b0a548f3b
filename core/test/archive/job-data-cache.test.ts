import { expect, it } from 'vitest';
import { JobDataCache } from '../../src/archive/job-data-cache.js';
import { dataOf, metricOf, series } from '../domain/sample-job.js';

const data = () =>
  dataOf({
    load: {
      node: metricOf(
        series(
          'n01',
          Array.from({ length: 1000 }, () => 1),
        ),
      ),
    },
  });

it('keeps what was used last within its limit', () => {
  const cache = new JobDataCache(3 * 8 * 1200);
  const [a, b, c, d] = [data(), data(), data(), data()];
  cache.set('a', 'v1', a);
  cache.set('b', 'v1', b);
  cache.set('c', 'v1', c);
  expect(cache.get('a', 'v1')).toBe(a);
  cache.set('d', 'v1', d);
  expect(['a', 'b', 'c', 'd'].map((folder) => cache.get(folder, 'v1'))).toEqual([a, undefined, c, d]);
  cache.forget('a');
  cache.set('b', 'v1', b);
  expect(['a', 'b', 'c', 'd'].map((folder) => cache.get(folder, 'v1'))).toEqual([undefined, b, c, d]);
});

it('does not take what would push out all else', () => {
  const cache = new JobDataCache(8 * 600);
  cache.set('a', 'v1', data());
  expect(cache.get('a', 'v1')).toBeUndefined();
});

it('gives nothing of another version, and forgets what it had', () => {
  const cache = new JobDataCache();
  cache.set('a', 'v1', data());
  expect([cache.get('a', 'v2'), cache.get('a', 'v1')]).toEqual([undefined, undefined]);
});
