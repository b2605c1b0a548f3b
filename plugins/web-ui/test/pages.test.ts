import { describe, expect, it } from 'vitest';
import { bestCoding } from '../src/asset.routes.js';
import { jobsOfUserAddress, searchAddress } from '../src/old-addresses.js';

describe('old addresses', () => {
  it('of persons lead to their jobs, with what else stands there', () => {
    expect(jobsOfUserAddress('ann b', '?cluster=a&state=running')).toBe(
      '/monitoring/jobs/?cluster=a&state=running&user=ann+b&userMatch=eq',
    );
  });

  it.each([
    ['', ''],
    ['12', '?jobId=12'],
    ['jobId: 12', '?jobId=12'],
    ['projectId:flow', '?project=flow&projectMatch=eq'],
    ['arrayJobId:5', '?arrayJobId=5&startTime=last30d'],
    ['username:ann', '?user=ann&userMatch=eq&startTime=last30d'],
    ['jobName:a b', '?jobName=a+b&startTime=last30d'],
    ['md', '?jobName=md&startTime=last30d'],
    ['jobId:', ''],
  ])('of the search «%s»', (asked, query) => expect(searchAddress(asked)).toBe(`/monitoring/jobs/${query}`));
});

describe('the coding of a file', () => {
  const bytes = { identity: Buffer.from('x'), br: Buffer.from('b'), gzip: Buffer.from('g') };
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['deflate', 'identity'],
    ['', 'identity'],
  ])('for «%s»', (accepted, coding) => expect(bestCoding(accepted, { bytes })).toBe(coding));

  it('is plain where nothing was packed', () => {
    expect(bestCoding('br', { bytes: { identity: Buffer.from('x') } })).toBe('identity');
  });
});
