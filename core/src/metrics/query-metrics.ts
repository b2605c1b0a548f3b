import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { Settings } from '../contracts/settings.js';
import { InvalidInputError, UnavailableError, isCockpitError } from '../errors/index.js';
import type { MetricQuery, QueryRequest } from './read/query-request.js';
import { minimumPointsOf } from './read/minimum-points.js';
import { cannotCombine, readSelected } from './read/read-selected.js';
import { resample } from './read/resample.js';
import { Slices } from './slices.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';
import type { MetricStore, SelectorElement } from './store/metric-store.js';

/** Numbers are not rounded yet. `NaN`: none. */
export interface QueryResult {
  readonly error?: string;
  readonly data?: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
  readonly resolution: number;
  readonly avg: number;
  readonly min: number;
  readonly max: number;
  /** Which of the query's units it is of. Told where a unit without samples shortens the row, so that places say nothing. */
  readonly unit?: QueriedUnit;
}

export interface QueriedUnit {
  readonly typeId: string;
  readonly subTypeId?: string;
}

export interface QueryAnswer {
  /** Those that were made for all nodes; they come last in `results`. */
  readonly queries: readonly MetricQuery[];
  /** For each query one result per selected unit. A unit without samples has none. */
  readonly results: readonly (readonly QueryResult[])[];
}

/** More nulls in front of a result nobody can want: a range that begins at 0 would have millions of them. */
const largestGap = 1_000_000;

const nothing = { from: 0, to: 0, resolution: 0, avg: 0, min: 0, max: 0 };

/** Answers queries as cc-metric-store does. Statistics are those of all samples, also where fewer are delivered. */
@injectable()
export class QueryMetrics {
  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  /** What a server of the protocol answers: an impossible range is an error of each query, and a cluster without a name has no hosts. */
  async serve(request: QueryRequest, signal?: AbortSignal): Promise<QueryAnswer> {
    const { forAllNodes, ...rest } = request;
    if (forAllNodes && request.cluster === '') return this.serve(rest, signal);
    if (request.from <= request.to) return this.run(request, signal);
    const store = this.mustHaveStore();
    await this.whenLoaded(request);
    const refused = { ...nothing, error: '[METRICSTORE]> invalid time range' };
    const queries: MetricQuery[] = [];
    const slices = new Slices(this.clock, signal);
    const results: (readonly QueryResult[])[] = [];
    for (const query of allQueries(store, request, queries)) {
      await slices.next();
      results.push(selectionsOf(request.cluster, query).map(() => refused));
    }
    return { queries, results };
  }

  async run(request: QueryRequest, signal?: AbortSignal): Promise<QueryAnswer> {
    const store = this.mustHaveStore();
    if (request.from > request.to) {
      throw new InvalidInputError("[METRICSTORE]> invalid time range: 'from' must be before 'to'");
    }
    if (request.forAllNodes && request.cluster === '') {
      throw new InvalidInputError('[METRICSTORE]> cluster name cannot be empty');
    }
    await this.whenLoaded(request);
    const queries: MetricQuery[] = [];
    const slices = new Slices(this.clock, signal);
    const results: (readonly QueryResult[])[] = [];
    for (const query of allQueries(store, request, queries)) {
      const row: { readonly result: QueryResult; readonly unit: QueriedUnit | undefined }[] = [];
      const selections = selectionsOf(request.cluster, query);
      for (const { selector, unit } of selections) {
        await slices.next();
        const result = this.read(store, request, query, selector);
        if (result) row.push({ result, unit });
      }
      const isShort = row.length < selections.length;
      results.push(row.map(({ result, unit }) => (isShort && unit ? { ...result, unit } : result)));
    }
    return { queries, results };
  }

  private mustHaveStore(): MetricStore {
    const { store } = this.holder;
    if (!store) throw new UnavailableError('there is no metric store: the configuration has no section metric-store');
    return store;
  }

  private async whenLoaded({ cluster, queries, forAllNodes }: QueryRequest): Promise<void> {
    const { loading } = this.holder;
    if (!loading) return;
    if (forAllNodes) await loading.of(cluster);
    else await Promise.all([...new Set(queries.map(({ host }) => host))].map((host) => loading.of(cluster, host)));
  }

  private read(
    store: MetricStore,
    request: QueryRequest,
    query: MetricQuery,
    selector: readonly SelectorElement[],
  ): QueryResult | undefined {
    const metric = store.table.find(query.metric);
    if (metric === undefined) return { ...nothing, error: `[METRICSTORE]> unknown metric: ${query.metric}` };
    const run = readSelected(store, metric, store.select(selector, metric), request, false);
    if (run === undefined) return undefined;
    if (run === cannotCombine) return { ...nothing, error: '[METRICSTORE]> invalid aggregation' };
    const { from, step, values } = run;
    try {
      const { resolution } = query;
      const thinned = resample(values, { step, resolution, minimumPoints: minimumPointsOf(this.settings) });
      const scale = query.scaleBy === 0 ? 1 : query.scaleBy;
      const data = thinned.values.map((value) => value * scale);
      const slot = (time: number) => Math.floor(time / thinned.step);
      const gaps = request.withPadding ? Math.max(0, slot(from) - slot(request.from)) : 0;
      if (request.withData && gaps > largestGap) {
        throw new InvalidInputError(
          `the range begins ${gaps} samples before the first one: set 'with-padding' to false`,
        );
      }
      return {
        ...(request.withData ? { data: padded(data, gaps) } : {}),
        from,
        to: from + values.length * step,
        resolution: thinned.step,
        ...(request.withStats ? statisticsOf(values, scale) : { avg: 0, min: 0, max: 0 }),
      };
    } catch (error) {
      if (!isCockpitError(error)) throw error;
      return { ...nothing, error: error.message };
    }
  }
}

/** Those of the request, then those for all nodes one by one: there may be very many. `made` gets the latter. */
function* allQueries(
  store: MetricStore,
  { cluster, queries, forAllNodes = [] }: QueryRequest,
  made: MetricQuery[],
): Generator<MetricQuery> {
  yield* queries;
  for (const host of store.findLevel([cluster])?.children.keys() ?? []) {
    for (const metric of forAllNodes) {
      const query: MetricQuery = { metric, host, aggregate: false, resolution: 0, scaleBy: 0 };
      made.push(query);
      yield query;
    }
  }
}

interface Selection {
  readonly selector: readonly SelectorElement[];
  readonly unit?: QueriedUnit;
}

function selectionsOf(cluster: string, query: MetricQuery): readonly Selection[] {
  const { host, type, typeIds = [], subType, subTypeIds = [], aggregate } = query;
  const root = [cluster, host];
  if (type === undefined) return [{ selector: root }];
  if (aggregate) {
    const units = typeIds.map((id) => type + id);
    return [
      { selector: subType === undefined ? [...root, units] : [...root, units, subTypeIds.map((id) => subType + id)] },
    ];
  }
  return typeIds.flatMap((typeId): Selection[] => {
    const selector = [...root, type + typeId];
    if (subType === undefined) return [{ selector, unit: { typeId } }];
    return subTypeIds.map((subTypeId) => ({
      selector: [...selector, subType + subTypeId],
      unit: { typeId, subTypeId },
    }));
  });
}

function padded(data: Float64Array | Float32Array, gaps: number): Float64Array | Float32Array {
  if (gaps === 0) return data;
  const all = new Float64Array(gaps + data.length).fill(NaN, 0, gaps);
  all.set(data, gaps);
  return all;
}

/** All `NaN` when there are no samples: not measured is not zero here. */
function statisticsOf(values: Float64Array, scale: number): { avg: number; min: number; max: number } {
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count === 0) return { avg: NaN, min: NaN, max: NaN };
  return { avg: (sum / count) * scale, min: min * scale, max: max * scale };
}
