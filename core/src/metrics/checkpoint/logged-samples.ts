import type { JournalSeries, JournalledColumns, JournalledNames, SavedHost } from '../../contracts/checkpoint-store.js';
import type { MetricTable } from '../metric-table.js';
import { none } from '../store/none.js';
import { SampleCells } from './sample-cells.js';

/** A level of the tree, with the series of each metric that the journal knows there. */
export interface LoggedLevel {
  readonly metrics: ReadonlyMap<string, number>;
  readonly children: ReadonlyMap<string, LoggedLevel>;
}

interface Branch extends LoggedLevel {
  readonly metrics: Map<string, number>;
  readonly children: Map<string, Branch>;
}

/** Series of a part whose name was not looked up yet. */
const unknown = -2;

/** What the journal holds, from when it is read until the turn of each host: every sample, series by series, in the order of arrival. */
export class LoggedSamples {
  private readonly root: Branch = branch();
  private readonly cells = new SampleCells();
  private names: JournalledNames | undefined;
  /** By number in the parts that share `names`: the series here, `none` or `unknown`. */
  private known = new Int32Array(1024).fill(unknown);

  /** @param unknownMetrics learns which metrics are left out because nobody configures them */
  constructor(
    private readonly table: MetricTable,
    private readonly unknownMetrics: Set<string>,
  ) {}

  /** Takes the samples from `since` on. */
  add({ count, series, times, values, names }: JournalledColumns, since: number): void {
    if (names !== this.names) {
      this.names = names;
      this.known.fill(unknown);
    }
    for (let at = 0; at < count; at++) {
      const time = times[at]!;
      const value = values[at]!;
      if (time < since || value !== value) continue;
      const number = series[at]!;
      let own = this.known[number] ?? unknown;
      if (own === unknown) own = this.lookUp(number, names);
      if (own !== none) this.cells.add(own, time, value);
    }
  }

  private lookUp(number: number, names: JournalledNames): number {
    const name = names.of(number);
    const own = name ? this.seriesOf(name) : none;
    if (number >= this.known.length) {
      if (own === none) return none;
      const larger = new Int32Array(Math.max(this.known.length * 2, number + 1)).fill(unknown);
      larger.set(this.known);
      this.known = larger;
    }
    this.known[number] = own;
    return own;
  }

  private seriesOf({ cluster, host, levels, metric }: JournalSeries): number {
    if (this.table.find(metric) === undefined) {
      this.unknownMetrics.add(metric);
      return none;
    }
    let level = childOf(childOf(this.root, cluster), host);
    for (const name of levels) level = childOf(level, name);
    let series = level.metrics.get(metric);
    if (series === undefined) level.metrics.set(metric, (series = this.cells.newSeries()));
    return series;
  }

  hosts(): readonly SavedHost[] {
    return [...this.root.children].flatMap(([cluster, { children }]) =>
      [...children.keys()].map((host) => ({ cluster, host })),
    );
  }

  of({ cluster, host }: SavedHost): LoggedLevel | undefined {
    return this.root.children.get(cluster)?.children.get(host);
  }

  /** Samples of a series, oldest arrival first. */
  forEach(series: number, visit: (time: number, value: number) => void): void {
    this.cells.forEach(series, visit);
  }
}

function branch(): Branch {
  return { metrics: new Map(), children: new Map() };
}

function childOf(above: Branch, name: string): Branch {
  let child = above.children.get(name);
  if (!child) above.children.set(name, (child = branch()));
  return child;
}
