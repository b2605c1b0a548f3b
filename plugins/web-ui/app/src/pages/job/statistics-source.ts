import { GraphqlError } from '../../api/graphql.js';
import { statisticsByMetric, type AnsweredStatistics, type StatisticsByMetric } from './metric-statistics.js';
import { SCOPES, type Scope } from './scope.js';

export interface WantedStatistics {
  readonly scopes: readonly Scope[];
  /** Absent: all. */
  readonly metrics?: readonly string[];
}

const COARSE: readonly Scope[] = ['node', 'accelerator'];

/**
 * Reads figures of all metrics in all scopes. Where that is too much for one answer, it reads those of nodes and
 * accelerators, and the finer ones of a metric when they are wanted.
 */
export class StatisticsSource {
  private isTooMuch = false;
  private readonly finer = new Set<string>();

  constructor(private readonly ask: (wanted: WantedStatistics) => Promise<readonly AnsweredStatistics[]>) {}

  async all(known: StatisticsByMetric | undefined): Promise<StatisticsByMetric> {
    if (!this.isTooMuch) {
      try {
        return statisticsByMetric(await this.ask({ scopes: SCOPES }));
      } catch (failure) {
        if (!(failure instanceof GraphqlError)) throw failure;
        this.isTooMuch = true;
      }
    }
    const coarse = statisticsByMetric(await this.ask({ scopes: COARSE }));
    return new Map([...coarse, ...[...(known ?? [])].filter(([name]) => this.finer.has(name))]);
  }

  /** All scopes of a metric; `undefined`: they are known, or cannot be read. */
  async finerOf(metric: string): Promise<StatisticsByMetric | undefined> {
    if (!this.isTooMuch || this.finer.has(metric)) return undefined;
    this.finer.add(metric);
    try {
      return statisticsByMetric(await this.ask({ scopes: SCOPES, metrics: [metric] }));
    } catch {
      return undefined; // the coarser scopes are there
    }
  }
}
