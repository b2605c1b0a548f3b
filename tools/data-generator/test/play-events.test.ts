import { describe, expect, it } from 'vitest';
import { playEvents } from '../src/play/play-events.js';
import { timeline } from '../src/play/timeline.js';
import { hour, sampleSite, someDay } from './sample-site.js';

describe('what is told while playing', () => {
  it.each([0.3, 1, 7, 600])('keeps samples on the beat of the wall clock at speed %d', (speed) => {
    const now = someDay + 0.37;
    const line = timeline('live', speed, someDay - hour, now);
    const events = [...playEvents({ site: sampleSite(), from: someDay - hour, to: someDay + hour }, line)];
    const stamps = events.flatMap((event) => (event.what === 'samples' ? [event.stamp] : []));
    expect(stamps).toEqual(Array.from({ length: 120 }, (_, index) => someDay - hour + 60 * index));
    for (const event of events) expect(Number.isInteger(line.stamp(event.at))).toBe(true);
  });

  it('comes in order of time, each job once', () => {
    const line = timeline('replay', Infinity, someDay, 0);
    const events = [...playEvents({ site: sampleSite(), from: someDay, to: someDay + 6 * hour }, line)];
    const times = events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const kind of ['start', 'stop'] as const) {
      const jobs = events.flatMap((event) =>
        event.what === kind ? [`${event.job.cluster} ${event.job.start.jobId}`] : [],
      );
      expect(new Set(jobs).size).toBe(jobs.length);
      expect(jobs.length).toBeGreaterThan(20);
    }
  });
});
