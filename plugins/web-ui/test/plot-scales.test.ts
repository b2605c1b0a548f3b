import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyAction } from '../app/src/plot/plot-keys.js';
import { PlotGroup } from '../app/src/plot/plot-group.js';
import { seriesLook, withAlpha } from '../app/src/plot/series-look.js';
import { marksOf, thresholdText } from '../app/src/plot/threshold.js';
import { formatTimeTick, growingEnd } from '../app/src/plot/time-ticks.js';
import { formatTickValue, unitScale } from '../app/src/plot/unit-scale.js';
import { extremes, valueRange } from '../app/src/plot/value-range.js';

describe('ticks of time', () => {
  it.each([
    [0, 60, '0'],
    [40, 10, '40 s'],
    [150, 30, '2:30'],
    [3750, 30, '1:02:30'],
    [1500, 300, '25 min'],
    [3600, 1800, '1 h'],
    [5400, 1800, '1 h 30'],
    [90_000, 3600, '1 d 1 h'],
    [172_800, 86_400, '2 d'],
  ])('%i s, every %i s: %s', (seconds, increment, text) => expect(formatTimeTick(seconds, increment)).toBe(text));

  it('leave room for what grows, and change seldom', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (seconds) => {
        const end = growingEnd(seconds);
        expect(end).toBeGreaterThan(seconds);
        expect(end).toBeLessThanOrEqual(Math.max(120, seconds * 1.3));
        expect(growingEnd(seconds + 1)).toBeGreaterThanOrEqual(end);
      }),
    );
    const ends = new Set(Array.from({ length: 3600 }, (_, second) => growingEnd(7200 + second)));
    expect(ends.size).toBeLessThanOrEqual(5);
  });
});

describe('the range of values', () => {
  const frame = (...values: (number | null)[]) => ({ step: 1, series: [{ key: 'a', label: 'a', values }] });
  it('begins at zero, has room above, and shows the marks', () => {
    expect(valueRange(extremes(frame(10, null)), [])).toEqual({ min: 0, max: expect.closeTo(10.6) as number });
    expect(valueRange(extremes(frame(10)), [100]).max).toBe(106);
    expect(valueRange(extremes(frame(-2, 1)), []).min).toBeLessThan(-2);
    expect(valueRange(undefined, [])).toEqual({ min: 0, max: 1 });
  });
  it('only grows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), { maxLength: 6 }),
        (steps) => {
          let before = valueRange(undefined, []);
          for (const values of steps) {
            const next = valueRange(extremes(frame(...values)), [], before);
            expect(next.max).toBeGreaterThanOrEqual(before.max);
            expect(next.min).toBeLessThanOrEqual(before.min);
            expect(next.max).toBeGreaterThanOrEqual(Math.max(...values));
            before = next;
          }
        },
      ),
    );
  });
});

describe('units at an axis', () => {
  it.each([
    [1500, 'G', 'F/s', 'TF/s', 1e-3],
    [0.02, 'G', 'B/s', 'MB/s', 1e3],
    [500, 'G', 'B', 'GB', 1],
    [100, '', '%', '%', 1],
    [72, '', '', '', 1],
    [3000, 'Ki', 'B', 'KiB', 1],
    [0, 'M', 'Hz', 'MHz', 1],
  ])('up to %d %s%s: %s', (largest, prefix, base, text, factor) => {
    const scale = unitScale(largest, { prefix, base });
    expect(scale.text).toBe(text);
    expect(scale.factor).toBeCloseTo(factor, 12);
  });
  it('have as many decimals as their distance needs', () => {
    expect(formatTickValue(0.30000000000000004, 0.1)).toBe('0.3');
    expect(formatTickValue(20, 10)).toBe('20');
    expect(formatTickValue(-0.0001, 1)).toBe('0');
  });
});

describe('a group of plots', () => {
  it('shares one window, within what there is', () => {
    const group = new PlotGroup(1000);
    const told: string[] = [];
    const stop = group.subscribe((change) => told.push(change));
    group.zoom({ from: 100, to: 300 });
    expect(group.visible).toEqual({ from: 100, to: 300 });
    group.zoom({ from: 100, to: 300 });
    group.pan(-1);
    expect(group.visible).toEqual({ from: 0, to: 200 });
    group.pan(10);
    expect(group.visible).toEqual({ from: 800, to: 1000 });
    group.zoom({ from: -50, to: 5000 });
    expect(group.window).toBeUndefined();
    expect(told).toEqual(['window', 'window', 'window', 'window']);
    stop();
    group.zoom({ from: 1, to: 50 });
    expect(told).toHaveLength(4);
  });
  it('zooms around the cursor, and stays where it is while there comes more', () => {
    const group = new PlotGroup(1000);
    group.point(250);
    group.zoomBy(0.5);
    expect(group.visible).toEqual({ from: 125, to: 625 });
    group.extend(2000);
    expect(group.visible).toEqual({ from: 125, to: 625 });
    group.zoomBy(100);
    expect(group.visible).toEqual({ from: 0, to: 2000 });
  });
  it('moves its cursor along the grid, not out of the window', () => {
    const group = new PlotGroup(600);
    group.stepCursor(60, 1);
    expect(group.cursor).toBe(0);
    group.stepCursor(60, 10);
    expect(group.cursor).toBe(600);
    group.stepCursor(60, 1);
    expect(group.cursor).toBe(600);
    group.point(undefined);
    group.stepCursor(60, -1);
    expect(group.cursor).toBe(600);
  });
  it('obeys keys, and leaves those of the browser alone', () => {
    const group = new PlotGroup(600);
    const press = (key: string, more = {}): boolean => {
      const action = keyAction({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, 60);
      action?.(group);
      return action !== undefined;
    };
    press('ArrowRight');
    press('ArrowRight', { shiftKey: true });
    expect(group.cursor).toBe(600);
    press('ArrowLeft');
    expect(group.cursor).toBe(540);
    press('+');
    expect(group.visible.to - group.visible.from).toBe(300);
    press('PageUp');
    press('Home');
    expect(group.cursor).toBe(group.visible.from);
    press('Escape');
    expect(group.window).toBeUndefined();
    expect([press('a'), press('+', { ctrlKey: true }), press('Tab')]).toEqual([false, false, false]);
  });
});

describe('looks', () => {
  it('tell few series apart by colour and dashes, and make many a cloud', () => {
    const few = Array.from({ length: 8 }, (_, index) => seriesLook(index, 8));
    expect(new Set(few.map(({ color, dash }) => color + dash.join())).size).toBe(8);
    expect(seriesLook(3, 64)).toMatchObject({ color: '--series-1', width: 1 });
    expect(withAlpha('#0072b2', 0.5)).toBe('#0072b280');
    expect(withAlpha('rgb(1 2 3)', 0.5)).toBe('rgb(1 2 3)');
  });
  it('name thresholds in words', () => {
    const watt = (value: number): string => `${value} W`;
    expect(thresholdText({ level: 'caution', value: 5 }, false, watt)).toBe('caution below 5 W');
    expect(thresholdText({ level: 'alert', value: 5 }, true, watt)).toBe('alert from 5 W');
    expect(thresholdText({ level: 'normal', value: 5 }, true, watt)).toBe('normal up to 5 W');
    const lines = [
      { level: 'normal', value: 1 },
      { level: 'caution', value: 2 },
    ] as const;
    expect(marksOf({ lines, lowerIsBetter: false })).toEqual([1]);
    expect(marksOf({ lines, lowerIsBetter: true })).toEqual([2]);
  });
});
