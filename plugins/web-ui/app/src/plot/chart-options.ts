import type uPlot from 'uplot';
import type { ColorOf } from './plot-colors.js';
import { seriesLook, withAlpha } from './series-look.js';
import { MOST_NAMED_SERIES } from './readout.js';
import { formatTimeTick, TIME_INCREMENTS } from './time-ticks.js';
import { formatTickValue } from './unit-scale.js';

/** What options read each time they are needed, so that they never have to be made anew. */
export interface ChartState {
  readonly colorOf: ColorOf;
  readonly font: string;
  visible(): { readonly from: number; readonly to: number };
  range(): { readonly min: number; readonly max: number };
  /** At the axis stand value · factor. */
  factor(): number;
}

export interface ChartShape {
  /** `band`: largest, smallest and median, in this order. */
  readonly view: 'lines' | 'band';
  readonly labels: readonly string[];
}

const Y_AXIS_WIDTH = 46;
const X_AXIS_HEIGHT = 26;
const FONT_SIZE = 11;

export function chartOptions(
  { view, labels }: ChartShape,
  state: ChartState,
  size: { readonly width: number; readonly height: number },
  hooks: uPlot.Hooks.Arrays,
  onReset: () => void,
): uPlot.Options {
  const many = labels.length > MOST_NAMED_SERIES;
  const font = `${FONT_SIZE}px ${state.font}`;
  const axis: uPlot.Axis = {
    font,
    stroke: () => state.colorOf('--plot-axis'),
    grid: { stroke: () => state.colorOf('--plot-grid'), width: 1 },
    ticks: { show: false },
    gap: 5,
  };
  return {
    ...size,
    padding: [18, 22, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [state.visible().from, state.visible().to] },
      y: { range: () => [state.range().min, state.range().max] },
    },
    axes: [
      {
        ...axis,
        size: X_AXIS_HEIGHT,
        space: 64,
        incrs: [...TIME_INCREMENTS],
        values: (_, splits, _axis, _space, increment) => splits.map((split) => formatTimeTick(split, increment)),
      },
      {
        ...axis,
        size: Y_AXIS_WIDTH,
        space: 32,
        splits: (_, _axis, min, max, increment) => scaledSplits(min, max, increment, state.factor()),
        values: (_, splits, _axis, _space, increment) => {
          const distance = splits.length > 1 ? (splits[1]! - splits[0]!) * state.factor() : increment * state.factor();
          return splits.map((split) => formatTickValue(split * state.factor(), distance));
        },
      },
    ],
    series: [{}, ...(view === 'band' ? bandSeries(state) : lineSeries(labels, state))],
    ...(view === 'band' && {
      bands: [{ series: [1, 2], fill: () => withAlpha(state.colorOf('--series-1'), 0.2) }],
    }),
    focus: { alpha: many ? 0.35 : 0.3 },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
      focus: { prox: view === 'band' ? -1 : 18 },
      points: { size: 7, width: 1, one: many && view === 'lines' },
      bind: {
        dblclick: () => () => {
          onReset();
          return null;
        },
      },
    },
    hooks,
  };
}

/** uPlot chooses round distances in the unit of the data; here they are round in the unit at the axis. */
function scaledSplits(min: number, max: number, increment: number, factor: number): number[] {
  const wanted = increment * factor;
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 5, 10].find((round) => round * magnitude >= wanted * 0.999) ?? 10) * magnitude;
  const splits: number[] = [];
  for (let at = Math.ceil((min * factor) / step - 1e-9); at * step <= max * factor * (1 + 1e-9); at++) {
    splits.push((at * step) / factor);
  }
  return splits;
}

function lineSeries(labels: readonly string[], state: ChartState): uPlot.Series[] {
  return labels.map((label, index) => {
    const look = seriesLook(index, labels.length);
    const few = labels.length <= MOST_NAMED_SERIES;
    return {
      label,
      stroke: (u, at) =>
        withAlpha(state.colorOf(look.color), u.series[at]?.alpha === 1 && u.series.some(isDimmed) ? 1 : look.alpha),
      width: look.width,
      dash: [...look.dash],
      points: few ? { show: true, size: 4, filter: lonelySamples } : { show: false },
    };
  });
}

function isDimmed({ alpha }: uPlot.Series): boolean {
  return alpha !== undefined && alpha < 1;
}

function bandSeries(state: ChartState): uPlot.Series[] {
  const edge = (): string => withAlpha(state.colorOf('--series-1'), 0.45);
  const hidden = { show: false };
  return [
    { label: 'max', stroke: edge, width: 1, points: hidden },
    { label: 'min', stroke: edge, width: 1, points: hidden },
    { label: 'median', stroke: () => state.colorOf('--series-1'), width: 2, points: hidden },
  ];
}

/** Those without neighbours: lines alone would not show them. */
function lonelySamples(u: uPlot, series: number): number[] {
  const values = u.data[series] ?? [];
  const lonely: number[] = [];
  for (let at = 0; at < values.length; at++) {
    if (isThere(values[at]) && !isThere(values[at - 1]) && !isThere(values[at + 1])) lonely.push(at);
  }
  return lonely;
}

function isThere(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
