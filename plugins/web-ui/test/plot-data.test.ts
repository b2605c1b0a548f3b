import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmptyFrame, slotAt, slotCount, type Frame, type Sample } from '../app/src/plot/frame.js';
import { mergeIncrement, mergeSamples } from '../app/src/plot/merge-increment.js';
import { meanReadout, readoutAt, readoutText } from '../app/src/plot/readout.js';
import { medianOf, statisticsBand } from '../app/src/plot/statistics-band.js';
import { summarize, summaryText } from '../app/src/plot/summary.js';
import { csvOf, tableRows } from '../app/src/plot/table-rows.js';

const frame = (...series: Sample[][]): Frame => ({
  step: 60,
  series: series.map((values, index) => ({ key: `s${index}`, label: `series ${index}`, values })),
});
const ALL = { from: 0, to: 1e6 };
const samples = fc.array(fc.option(fc.integer({ min: -5, max: 5 }), { nil: null }), { maxLength: 30 });

describe('a frame', () => {
  const some = frame([1, 2, 3], [4]);
  it('counts its slots and finds those of a time', () => {
    expect(slotCount(some)).toBe(3);
    expect(slotAt(some, 89)).toBe(1);
    expect(slotAt(some, 91)).toBe(2);
    expect(slotAt(some, 500)).toBeUndefined();
  });
  it('is empty when nothing was measured', () => {
    expect(isEmptyFrame(frame([null, null], []))).toBe(true);
    expect(isEmptyFrame(some)).toBe(false);
  });
});

describe('merging news into a frame', () => {
  it('appends, fills gaps, repeats without change, and leaves other grids alone', () => {
    const before = frame([1, null, 3]);
    const after = mergeIncrement(before, { step: 60, first: 1, series: frame([2, 3, 4]).series });
    expect(after.series[0]!.values).toEqual([1, 2, 3, 4]);
    expect(mergeIncrement(after, { step: 60, first: 1, series: frame([2, 3, 4]).series })).toBe(after);
    expect(mergeIncrement(after, { step: 30, first: 9, series: frame([1]).series })).toBe(after);
  });
  it('takes in a series that was not there, at its place in time', () => {
    const late = { key: 'late', label: 'late', values: [7] };
    expect(mergeIncrement(frame([1]), { step: 60, first: 2, series: [late] }).series[1]!.values).toEqual([
      null,
      null,
      7,
    ]);
  });
  it('never loses a value, never gets shorter, and says the same when told twice', () => {
    fc.assert(
      fc.property(samples, samples, fc.integer({ min: -4, max: 40 }), (old, more, first) => {
        const merged = mergeSamples(old, more, first);
        expect(merged.length).toBeGreaterThanOrEqual(old.length);
        for (const [slot, value] of old.entries()) if (value !== null) expect(merged[slot]).not.toBeNull();
        for (const [at, value] of more.entries()) {
          if (value !== null && first + at >= 0) expect(merged[first + at]).toBe(value);
        }
        expect(mergeSamples(merged, more, first)).toBe(merged);
        expect(merged.every((value) => value !== undefined)).toBe(true);
      }),
    );
  });
  it('comes to the same however a stream is cut, with slots repeated', () => {
    fc.assert(
      fc.property(samples, fc.array(fc.nat(30), { maxLength: 8 }), fc.nat(3), (whole, cuts, repeated) => {
        const places = [...new Set([0, ...cuts.filter((cut) => cut < whole.length)])].toSorted((a, b) => a - b);
        const pieces = places.map((from, index) => {
          const first = Math.max(0, from - repeated);
          return { first, values: whole.slice(first, places[index + 1] ?? whole.length) };
        });
        const merged = pieces.reduce<readonly Sample[]>(
          (old, { first, values }) => mergeSamples(old, values, first),
          [],
        );
        const trimmed = whole.slice(0, whole.findLastIndex((value) => value !== null) + 1);
        expect(merged).toEqual(trimmed);
      }),
    );
  });
});

describe('many series together', () => {
  it('have a smallest, a middle and a largest', () => {
    expect(statisticsBand(frame([1, null], [5, null], [2, 4]))).toEqual({ min: [1, 4], median: [2, 4], max: [5, 4] });
    expect(medianOf(Float64Array.of(1, 2))).toBe(1.5);
    expect(medianOf(new Float64Array())).toBeNull();
  });
  it('lie within each other', () => {
    fc.assert(
      fc.property(fc.array(samples, { minLength: 1, maxLength: 6 }), (series) => {
        const { min, median, max } = statisticsBand(frame(...series));
        for (const [slot, middle] of median.entries()) {
          if (middle === null) continue;
          expect(min[slot]!).toBeLessThanOrEqual(middle);
          expect(max[slot]!).toBeGreaterThanOrEqual(middle);
        }
      }),
    );
  });
});

describe('what is told', () => {
  const text = (value: Sample): string => (value === null ? '–' : `${value} W`);
  const few = frame([1, 2, 3], [3, null, 9]);
  const many = frame(...Array.from({ length: 10 }, (_, index) => [index, index * 2]));

  it('at a moment names each of few series, and of many who is lowest and highest', () => {
    expect(readoutText(readoutAt(few, 61), text)).toBe('series 0 2 W, series 1 –');
    expect(readoutText(readoutAt(many, 60), text)).toBe('min 0 W (series 0), median 9 W, max 18 W (series 9)');
    expect(readoutText(readoutAt(many, 9999), text)).toBe('min –, median –, max –');
  });
  it('of a window is the mean', () => {
    expect(readoutText(meanReadout(few, ALL), text)).toBe('series 0 2 W, series 1 6 W');
    expect(readoutText(meanReadout(few, { from: 60, to: 120 }), text)).toBe('series 0 2.5 W, series 1 9 W');
  });
  it('sums up in a sentence', () => {
    expect(summaryText(summarize(few, ALL), text)).toBe(
      '2 series with 3 values each, between 1 W (series 0) and 9 W (series 1), 3.6 W on average; 1 values are missing.',
    );
    expect(summaryText(summarize(frame([null]), ALL), text)).toBe('There is no value in this window.');
  });
  it('as a table has a bounded number of rows, as CSV every slot', () => {
    expect(tableRows(frame([1, 3, null, 5]), ALL, 2)).toEqual([
      { seconds: 0, values: [2] },
      { seconds: 120, values: [5] },
    ]);
    const named: Frame = { step: 30, series: [{ key: 'a', label: 'a,"b"', values: [1, null] }] };
    expect(csvOf(named, ALL)).toBe('seconds,"a,""b"""\n0,1\n30,\n');
  });
});
