const nobody: ReadonlyMap<string, Level> = new Map();

/** A node of the tree cluster → host → type → sub-type. */
export class Level {
  /** Most levels have none. */
  private below: Map<string, Level> | undefined;
  /** Metric index, series number, metric index, … A level has few metrics, and a host many levels. */
  private series: number[] = [];

  constructor(
    readonly name: string,
    readonly parent: Level | undefined,
  ) {}

  seriesOf(metric: number): number | undefined {
    const { series } = this;
    for (let at = 0; at < series.length; at += 2) if (series[at] === metric) return series[at + 1];
    return undefined;
  }

  addSeries(metric: number, series: number): void {
    this.series.push(metric, series);
  }

  /** Keeps those that `keep` wants. */
  filterSeries(keep: (series: number) => boolean): void {
    const kept: number[] = [];
    for (const [metric, series] of this.allSeries()) if (keep(series)) kept.push(metric, series);
    if (kept.length < this.series.length) this.series = kept;
  }

  /** Metric index and series number. */
  *allSeries(): Generator<readonly [metric: number, series: number]> {
    const { series } = this;
    for (let at = 0; at < series.length; at += 2) yield [series[at]!, series[at + 1]!];
  }

  get children(): ReadonlyMap<string, Level> {
    return this.below ?? nobody;
  }

  get isEmpty(): boolean {
    return this.series.length === 0 && this.children.size === 0;
  }

  /** Made when there is none. */
  child(name: string): Level {
    let child = this.below?.get(name);
    if (!child) {
      child = new Level(name, this);
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
