import type { Aggregation, Cluster } from '../domain/cluster.js';
import type { Seconds } from '../domain/time.js';

/** What the store has to know of one metric name. */
export interface StoredMetric {
  readonly name: string;
  readonly step: Seconds;
  readonly aggregation: Aggregation;
}

/**
 * The metrics that the store takes, by name over all clusters. Of several clusters the first decides how values combine, and the
 * largest time step wins. Made once at start.
 */
export class MetricTable {
  readonly metrics: readonly StoredMetric[];
  /** Names by their length and end. */
  private readonly guesses = new Int32Array(1024).fill(-1);
  private readonly indexOf: ReadonlyMap<string, number>;

  constructor(metrics: Iterable<StoredMetric>) {
    const merged = new Map<string, StoredMetric>();
    for (const { name, step, aggregation } of metrics) {
      const known = merged.get(name);
      merged.set(name, known ? { ...known, step: Math.max(known.step, step) } : { name, step, aggregation });
    }
    this.metrics = [...merged.values()];
    this.indexOf = new Map(this.metrics.map(({ name }, index) => [name, index]));
    this.metrics.forEach(({ name }, index) => {
      const { length } = name;
      this.guesses[placeOf(length, name.charCodeAt(length - 2), name.charCodeAt(length - 1))] = index;
    });
  }

  static of(clusters: readonly Cluster[]): MetricTable {
    return new MetricTable(
      clusters.flatMap(({ metricConfig }) =>
        metricConfig.map(({ name, timestep, aggregation }) => ({ name, step: timestep, aggregation })),
      ),
    );
  }

  /** `undefined`: not configured anywhere. */
  find(name: string): number | undefined {
    return this.indexOf.get(name);
  }

  /** The metric that a name of this length and with these last bytes may be; -1: none known. */
  guess(length: number, lastButOne: number, last: number): number {
    return this.guesses[placeOf(length, lastButOne, last)]!;
  }

  at(index: number): StoredMetric {
    return this.metrics[index]!;
  }
}

function placeOf(length: number, lastButOne: number, last: number): number {
  return (length * 127 + lastButOne * 31 + last) & 1023;
}
