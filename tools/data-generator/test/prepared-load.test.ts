import { PreparedLoad } from '@cc-kernel/data-generator';
import { describe, expect, it } from 'vitest';
import { sampleSite, someDay } from './sample-site.js';

describe('a prepared load', () => {
  it('is in its first round what the site tells', () => {
    const load = new PreparedLoad({ site: sampleSite(), cluster: 'alder', from: someDay, moments: 5 });
    for (const { lines, time, samples } of sampleSite().samples({
      cluster: 'alder',
      from: someDay,
      to: someDay + 300,
    })) {
      const batch = load.batch();
      expect(batch).toMatchObject({ time, samples });
      expect(batch.lines.equals(lines)).toBe(true);
    }
  });

  it('goes on for ever with new times', () => {
    const load = new PreparedLoad({
      site: sampleSite(),
      cluster: 'alder',
      from: 1_799_999_900,
      moments: 3,
      hostsPerBatch: 5,
    });
    let before = 0;
    for (let round = 0; round < 40; round++) {
      const [first, second] = [load.batch(), load.batch()];
      expect(second.time).toBe(first.time);
      expect(first.samples + second.samples).toBe(8 * (first.samples / 5));
      if (before > 0) expect(first.time).toBe(before + 60);
      before = first.time;
      for (const { lines, time, samples } of [first, second]) {
        const all = lines.toString().trimEnd().split('\n');
        expect(all).toHaveLength(samples);
        expect(all.every((line) => line.endsWith(` ${time}`))).toBe(true);
      }
    }
  });

  it('can be iterated', () => {
    let count = 0;
    for (const { time } of new PreparedLoad({ site: sampleSite(), cluster: 'onyx', from: someDay, moments: 1 })) {
      expect(time).toBe(someDay + 60 * count);
      if (++count === 4) break;
    }
  });

  it('needs something to say', () => {
    expect(() => new PreparedLoad({ site: sampleSite(), cluster: 'onyx', from: someDay, moments: 0 })).toThrow(
      'at least one',
    );
  });
});
