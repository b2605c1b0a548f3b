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
  cache.set('a', a);
  cache.set('b', b);
  cache.set('c', c);
  expect(cache.get('a')).toBe(a);
  cache.set('d', d);
  expect(['a', 'b', 'c', 'd'].map((folder) => cache.get(folder))).toEqual([a, undefined, c, d]);
  cache.forget('a');
  cache.set('b', b);
  expect(['a', 'b', 'c', 'd'].map((folder) => cache.get(folder))).toEqual([undefined, b, c, d]);
});

it('does not take what would push out all else', () => {
  const cache = new JobDataCache(8 * 600);
  cache.set('a', data());
  expect(cache.get('a')).toBeUndefined();
});
