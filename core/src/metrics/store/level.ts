import { none } from './none.js';
import type { SeriesChain } from './series-chain.js';

const nobody: ReadonlyMap<string, Level> = new Map();

/** A node of the tree cluster → host → type → sub-type. */
export class Level {
  /** Most levels have none. */
  private below: Map<string, Level> | undefined;
  /** The others are in the chain. */
  private firstSeries = none;
  /** By which series know it; none as long as it has no series. */
  number = none;

  constructor(
    readonly name: string,
    readonly parent: Level | undefined,
    private readonly chain: SeriesChain,
  ) {}

  seriesOf(metric: number): number | undefined {
    const series = this.chain.find(this.firstSeries, metric);
    return series === none ? undefined : series;
  }

  addSeries(series: number): void {
    this.firstSeries = this.chain.append(this.firstSeries, series);
  }

  /** Keeps those that `keep` wants. */
  filterSeries(keep: (series: number) => boolean): void {
    this.firstSeries = this.chain.filter(this.firstSeries, keep);
  }

  /** Metric index and series number. */
  *allSeries(): Generator<readonly [metric: number, series: number]> {
    const { chain } = this;
    for (let series = this.firstSeries; series !== none; series = chain.after(series)) {
      yield [chain.metricOf(series), series];
    }
  }

  get children(): ReadonlyMap<string, Level> {
    return this.below ?? nobody;
  }

  get isEmpty(): boolean {
    return this.firstSeries === none && this.children.size === 0;
  }

  /** Made when there is none. */
  child(name: string): Level {
    let child = this.below?.get(name);
    if (!child) {
      child = new Level(name, this, this.chain);
      this.below ??= new Map();
      this.below.set(name, child);
    }
    return child;
  }

  removeChild(name: string): void {
    this.below?.delete(name);
  }

  /** Names from below the root down to here. */
  get path(): readonly string[] {
    return this.parent ? [...this.parent.path, this.name] : [];
  }

  /** Itself and everything below. */
  *walk(): Generator<Level> {
    yield this;
    for (const child of this.children.values()) yield* child.walk();
  }
}
