import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { chartOptions, type ChartShape, type ChartState } from './chart-options.js';
import { drawThresholdLines, drawThresholdNames } from './draw-thresholds.js';
import { slotCount, type Frame, type Sample } from './frame.js';
import type { ColorOf } from './plot-colors.js';
import type { PlotGroup } from './plot-group.js';
import { statisticsBand } from './statistics-band.js';
import type { Threshold } from './threshold.js';
import type { ValueRange } from './value-range.js';

export interface ChartContent {
  readonly frame: Frame;
  readonly view: 'lines' | 'band';
  readonly thresholds: readonly Threshold[];
  readonly range: ValueRange;
  readonly factor: number;
}

export interface ChartEvents {
  /** A line is pointed at, or none any more. */
  focus(index: number | undefined): void;
}

/** A canvas that stays the same as long as the series do, however much they grow. */
export class Chart {
  private plot: uPlot | undefined;
  private shape = '';
  private content: ChartContent | undefined;
  private isFollowing = false;
  private readonly stop: () => void;

  constructor(
    private readonly host: HTMLElement,
    private readonly group: PlotGroup,
    private colorOf: ColorOf,
    private readonly events: ChartEvents,
  ) {
    this.stop = group.subscribe((change) => (change === 'cursor' ? this.followCursor() : this.rescale()));
  }

  show(content: ChartContent): void {
    this.content = content;
    const labels = content.frame.series.map(({ label }) => label);
    const shape = `${content.view}\n${content.frame.series.map(({ key }) => key).join('\n')}`;
    const data = dataOf(content);
    if (this.plot && shape === this.shape) {
      const { plot } = this;
      plot.batch(() => {
        plot.setData(data, false);
        this.rescale();
      });
      return;
    }
    this.plot?.destroy();
    this.shape = shape;
    this.plot = this.make({ view: content.view, labels }, data);
    this.followCursor();
  }

  resize(width: number, height: number): void {
    if (this.plot && width > 0 && (this.plot.width !== width || this.plot.height !== height)) {
      this.plot.setSize({ width, height });
    }
  }

  recolor(colorOf: ColorOf): void {
    this.colorOf = colorOf;
    this.plot?.redraw(false);
  }

  /** Time at a place of the screen. */
  timeAt(clientX: number): number | undefined {
    if (!this.plot) return undefined;
    const { left, width } = this.plot.over.getBoundingClientRect();
    const { from, to } = this.group.visible;
    return from + Math.max(0, Math.min(1, (clientX - left) / width)) * (to - from);
  }

  destroy(): void {
    this.stop();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private make(shape: ChartShape, data: uPlot.AlignedData): uPlot {
    const { clientWidth: width, clientHeight: height } = this.host;
    const options = chartOptions(shape, this.state(), { width, height }, this.hooks(), () => this.group.zoom());
    return new uPlot(options, data, this.host);
  }

  /** Reads through to what is shown now. */
  private state(): ChartState {
    return {
      font: getComputedStyle(this.host).fontFamily,
      colorOf: (name) => this.colorOf(name),
      visible: () => this.group.visible,
      range: () => this.content?.range ?? { min: 0, max: 1 },
      factor: () => this.content?.factor ?? 1,
    };
  }

  private hooks(): uPlot.Hooks.Arrays {
    const font = getComputedStyle(this.host).fontFamily;
    return {
      drawAxes: [(u) => drawThresholdLines(u, this.content?.thresholds ?? [], this.colorOf)],
      draw: [(u) => drawThresholdNames(u, this.content?.thresholds ?? [], this.colorOf, font)],
      setCursor: [(u) => this.point(u)],
      setSelect: [(u) => this.select(u)],
      setSeries: [(_, index) => this.events.focus(index ? index - 1 : undefined)],
    };
  }

  private point(u: uPlot): void {
    if (this.isFollowing) return;
    const { left = -1, idx } = u.cursor;
    this.isFollowing = true;
    this.group.point(left < 0 || idx === null || idx === undefined ? undefined : u.data[0][idx]);
    this.isFollowing = false;
  }

  private select(u: uPlot): void {
    const { left, width } = u.select;
    if (width < 2) return;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.group.zoom({ from: u.posToVal(left, 'x'), to: u.posToVal(left + width, 'x') });
  }

  private followCursor(): void {
    const { plot, group } = this;
    if (!plot || this.isFollowing) return;
    const { from, to } = group.visible;
    const { cursor } = group;
    const left = cursor === undefined || cursor < from || cursor > to ? -10 : plot.valToPos(cursor, 'x');
    plot.setCursor({ left, top: -10 }, false);
  }

  private rescale(): void {
    const { plot, content, group } = this;
    if (!plot || !content) return;
    const { from, to } = group.visible;
    plot.batch(() => {
      plot.setScale('x', { min: from, max: to });
      plot.setScale('y', content.range);
    });
    this.followCursor();
  }
}

function dataOf({ frame, view }: ChartContent): uPlot.AlignedData {
  const slots = slotCount(frame);
  const times = Array.from({ length: slots }, (_, slot) => slot * frame.step);
  if (view === 'lines') return [times, ...frame.series.map(({ values }) => filled(values, slots))];
  const { min, median, max } = statisticsBand(frame);
  return [times, [...max], [...min], [...median]];
}

function filled(values: readonly Sample[], slots: number): Sample[] {
  const copy = [...values];
  while (copy.length < slots) copy.push(null);
  return copy;
}
