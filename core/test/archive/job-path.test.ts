import fc from 'fast-check';
import { expect, it } from 'vitest';
import { identityOf, jobFolder } from '../../src/archive/job-path.js';

it.each([
  ['alpha', 7, 1700000000, 'alpha/0/007/1700000000'],
  ['alpha', 1000, 1, 'alpha/1/000/1'],
  ['alpha', 123456789, 1700000001, 'alpha/123456/789/1700000001'],
  ['alpha', 1234007, 1700000000, 'alpha/1234/007/1700000000'],
])('puts job %s %i %i into %s', (cluster, jobId, startTime, folder) => {
  expect(jobFolder({ cluster, jobId, startTime })).toBe(folder);
});

it('reads the identity back, and none from other folders', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9_-]{1,9}$/),
      fc.maxSafeNat(),
      fc.maxSafeNat(),
      (cluster, jobId, startTime) => {
        expect(identityOf(jobFolder({ cluster, jobId, startTime }))).toEqual({ cluster, jobId, startTime });
      },
    ),
  );
  for (const folder of [
    '',
    'alpha',
    'alpha/0/7/1',
    'alpha/00/007/1',
    'alpha/0/007/01',
    'alpha/0/007/x',
    'alpha/0/007/1/x',
    '.a/0/007/1',
  ]) {
    expect(identityOf(folder)).toBeUndefined();
  }
});
