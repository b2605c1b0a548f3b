import type { MetricTable } from '../metric-table.js';
import type { Slices } from '../slices.js';
import { Level } from './level.js';
import { none } from './none.js';
import { SeriesChain } from './series-chain.js';
import { SeriesColumns } from './series-columns.js';

/** A step down the tree: one child, some children in this order, or all. */
export type SelectorElement = string | readonly string[] | typeof everything;
export const everything = Symbol('everything');

/** All samples in memory: a tree of names for finding series, and columns of numbers for the series. */
export class MetricStore {
  readonly series: SeriesColumns;
  readonly root: Level;
  /** Goes up when series numbers are given out anew: whatever remembers one has to forget it. */
  generation = 0;
  /** Goes up when levels leave the tree: whoever remembers one has to look it up again. */
  removals = 0;
  /** By number, those with series. */
  private readonly levels: (Level | undefined)[] = [];
  private readonly freeLevels: number[] = [];

  constructor(
    readonly table: MetricTable,
    readonly retention: number,
    /** Bytes of samples above which the oldest go; 0: unlimited. */
    readonly capBytes = 0,
  ) {
    this.series = new SeriesColumns(retention, capBytes);
    this.root = new Level('', undefined, new SeriesChain(this.series));
  }

  /** The series of a metric at a level, made when there is none. */
  seriesAt(level: Level, metric: number): number {
    const known = level.seriesOf(metric);
    if (known !== undefined) return known;
    if (level.number === none) {
      level.number = this.freeLevels.pop() ?? this.levels.length;
      this.levels[level.number] = level;
    }
    const series = this.series.add(metric, this.table.at(metric).step, level.number);
    level.addSeries(series);
    return series;
  }

  levelOf(series: number): Level {
    return this.levels[this.series.levelOf(series)]!;
  }

  /** Makes what is missing. */
  levelAt(path: readonly string[]): Level {
    return path.reduce((level, name) => level.child(name), this.root);
  }

  findLevel(path: readonly string[]): Level | undefined {
    return path.reduce<Level | undefined>((level, name) => level?.children.get(name), this.root);
  }

  /**
   * The series that make up a metric at the selected levels, in order of the selector. A level without a series of its own stands for
   * those below it.
   */
  select(selector: readonly SelectorElement[], metric: number): readonly number[] {
    const found: number[] = [];
    this.collect(this.root, selector, 0, metric, found);
    return found;
  }

  private collect(
    level: Level,
    selector: readonly SelectorElement[],
    at: number,
    metric: number,
    into: number[],
  ): void {
    const element = selector[at];
    if (element === undefined) return this.collectBelow(level, metric, into);
    if (element === everything) {
      for (const child of level.children.values()) this.collect(child, selector, at + 1, metric, into);
      return;
    }
    for (const name of typeof element === 'string' ? [element] : element) {
      const child = name === '' ? undefined : level.children.get(name); // no sample comes in without a name
      if (child) this.collect(child, selector, at + 1, metric, into);
    }
  }

  private collectBelow(level: Level, metric: number, into: number[]): void {
    const own = level.seriesOf(metric);
    if (own !== undefined) into.push(own);
    else for (const child of level.children.values()) this.collectBelow(child, metric, into);
  }

  /**
   * Drops whole chunks at and below a level that end before `before`, and the levels below that become empty. Others get their turns
   * in between. Returns how many chunks.
   */
  async free(level: Level, before: number, slices: Slices): Promise<number> {
    let count = 0;
    level.filterSeries((series) => {
      count += this.series.free(series, before);
      const keep = this.series.headOf(series) !== none;
      if (!keep) this.series.drop(series);
      return keep;
    });
    if (slices.isOver) await slices.pause();
    for (const child of level.children.values()) {
      count += await this.free(child, before, slices);
      if (child.isEmpty) this.remove(child);
    }
    return count;
  }

  /** Takes an empty level out of the tree. */
  remove(level: Level): void {
    level.parent?.removeChild(level.name);
    this.removals++;
    if (level.number === none) return;
    this.levels[level.number] = undefined;
    this.freeLevels.push(level.number);
    level.number = none;
  }

  /** Makes the numbers of dropped series available again, once they are enough to matter. */
  recycle(): void {
    if (this.series.droppedCount < 1000 && this.series.droppedCount < this.series.size) return;
    this.series.recycle();
    this.generation++;
  }

  /** What counts against the cap. */
  get usedBytes(): number {
    return this.series.arena.usedBytes;
  }

  /** Whether samples may stay longer than they have to. */
  get hasRoom(): boolean {
    return this.capBytes === 0 || this.usedBytes < this.capBytes * 0.8;
  }

  get sizeBytes(): number {
    return this.series.sizeBytes;
  }
}
