import { grown } from './grown.js';
import { none } from './sample-arena.js';

/** The series of each level, chained in the order in which they came: a level remembers the first only. */
export class SeriesChain {
  /** Metric index of series 0, the one after it, metric index of series 1, … */
  private links = new Int32Array(0);

  /** The level's series of a metric, or `none`. */
  find(first: number, metric: number): number {
    const { links } = this;
    let series = first;
    while (series !== none && links[series * 2] !== metric) series = links[series * 2 + 1]!;
    return series;
  }

  /** Puts a series behind the last of those that begin with `first`. Returns the first. */
  append(first: number, metric: number, series: number): number {
    while (series * 2 >= this.links.length) this.links = grown(this.links, Int32Array);
    const { links } = this;
    links[series * 2] = metric;
    links[series * 2 + 1] = none;
    if (first === none) return series;
    let last = first;
    while (links[last * 2 + 1] !== none) last = links[last * 2 + 1]!;
    links[last * 2 + 1] = series;
    return first;
  }

  /** Takes out those that `keep` does not want. Returns the first of the others. */
  filter(first: number, keep: (series: number) => boolean): number {
    const { links } = this;
    let kept = none;
    let last = none;
    for (let series = first; series !== none;) {
      const next = links[series * 2 + 1]!;
      if (keep(series)) {
        if (last === none) kept = series;
        else links[last * 2 + 1] = series;
        last = series;
      }
      series = next;
    }
    if (last !== none) links[last * 2 + 1] = none;
    return kept;
  }

  metricOf(series: number): number {
    return this.links[series * 2]!;
  }

  after(series: number): number {
    return this.links[series * 2 + 1]!;
  }

  get sizeBytes(): number {
    return this.links.byteLength;
  }
}
