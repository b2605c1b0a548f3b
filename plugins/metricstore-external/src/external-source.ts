import { ClusterCatalog, token } from '@cc-kernel/core/plugin';
import type {
  HostHealth,
  HostHealthRequest,
  HostMetricsRequest,
  JobData,
  JobMetric,
  JobSeries,
  LoadedHostMetrics,
  MetricConfig,
  MetricRequest,
  MetricScope,
  MetricSource,
} from '@cc-kernel/core/plugin';
import { inject, injectable } from 'tsyringe';
import { BadAnswer, readHealthAnswer, readQueryAnswer } from './answers.js';
import type { QueryAnswer, Result } from './answers.js';
import { ExternalStoreOptions } from './config.js';
import type { ExternalStoreConfig } from './config.js';
import { ExternalStoreError } from './errors.js';
import { jobQueries } from './job-queries.js';
import type { JobQuery, StoreQuery } from './job-queries.js';
import { Client } from './store-client.js';
import type { StoreClient } from './store-client.js';

export const Source = token<MetricSource>('metricstore-external.source');

interface Range {
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal;
}

interface Wanted {
  readonly queries?: readonly StoreQuery[];
  readonly forAllNodes?: readonly string[];
  readonly withData?: boolean;
}

/** Reads from a server that speaks the query protocol of cc-metric-store. */
@injectable()
export class ExternalSource implements MetricSource {
  constructor(
    @inject(ExternalStoreOptions) private readonly options: ExternalStoreConfig,
    @inject(Client) private readonly client: StoreClient,
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
  ) {}

  async load(request: MetricRequest): Promise<{ data: JobData; problems: readonly string[] }> {
    const problems: string[] = [];
    const cluster = this.catalog.find(request.cluster);
    const subCluster = cluster?.subClusters.find(({ name }) => name === request.subCluster);
    if (!cluster || !subCluster) {
      const what = cluster ? `sub-cluster ${JSON.stringify(request.subCluster)} of ` : '';
      problems.push(`${what}cluster ${JSON.stringify(request.cluster)} is not known`);
      return { data: new Map(), problems };
    }
    const wanted = [...jobQueries(request, cluster, subCluster, problems)];
    if (wanted.length === 0) return { data: new Map(), problems };
    const rows = await this.ask(request, wanted, problems);
    const gathered = new Gathered(request, problems);
    for (const { wanted: query, results } of await this.labelled(request, wanted, rows, problems)) {
      results.forEach((result, at) => gathered.add(query, query.ids[at], result));
    }
    return { data: gathered.data, problems };
  }

  async loadHosts(request: HostMetricsRequest): Promise<LoadedHostMetrics> {
    const problems: string[] = [];
    const configs = this.catalog.find(request.cluster)?.metricConfig ?? [];
    const known = new Map(configs.map((metric) => [metric.name, metric]));
    const metrics = request.metrics.filter((name) => known.has(name));
    const asked = request.hosts?.flatMap((host) =>
      metrics.map((metric): StoreQuery => ({ metric, host, resolution: 0, aggreg: false })),
    );
    const data = new Map<string, Map<string, JobMetric>>();
    if (metrics.length === 0 || asked?.length === 0) return { data, problems };
    const what = asked ? { queries: asked } : { forAllNodes: metrics };
    const answer = await this.query(request.cluster, request, what);
    const queries = asked ?? answer.queries;
    noteCount(answer.results.length, queries.length, problems);
    answer.results.slice(0, queries.length).forEach((row, at) => {
      const { metric: name, host } = queries[at]!;
      const metric = known.get(name);
      const result = row[0];
      if (!result || !metric || !isUsable(result, { metric, host, range: request }, problems)) return;
      const ofHost = data.get(host) ?? new Map<string, JobMetric>();
      const { unit, timestep } = metric;
      data.set(host, ofHost.set(name, { unit, timestep, series: [seriesOf(host, undefined, result)] }));
    });
    return { data, problems };
  }

  async checkHosts({ cluster, hosts, metrics, signal }: HostHealthRequest): Promise<ReadonlyMap<string, HostHealth>> {
    const document = await this.client.ask(
      '/api/healthcheck',
      { cluster, nodes: hosts, 'metric-names': metrics },
      signal,
    );
    return this.understood(() => readHealthAnswer(document));
  }

  /** A row for each query. */
  private async ask(
    request: MetricRequest,
    wanted: readonly JobQuery[],
    problems: string[],
  ): Promise<readonly (readonly Result[])[]> {
    const { results } = await this.query(request.cluster, request, {
      queries: wanted.map(({ query }) => query),
      withData: !request.statisticsOnly,
    });
    noteCount(results.length, wanted.length, problems);
    return wanted.map((_, at) => results[at] ?? []);
  }

  /**
   * Rows with their labels. A store leaves out units without samples and does not say which, so the units of a row that is too short
   * are asked for again, one by one.
   */
  private async labelled(
    request: MetricRequest,
    wanted: readonly JobQuery[],
    rows: readonly (readonly Result[])[],
    problems: string[],
  ): Promise<readonly { readonly wanted: JobQuery; readonly results: readonly Result[] }[]> {
    const pairs = wanted.map((one, at) => withLabels(one, rows[at]!));
    const isShort = ({ wanted: { ids }, results }: (typeof pairs)[number]) =>
      results.length > 0 && results.length < ids.length;
    const apart = pairs
      .filter(isShort)
      .flatMap(({ wanted: one }) =>
        one.ids.map((id) => ({ ...one, ids: [id], query: { ...one.query, 'type-ids': id === undefined ? [] : [id] } })),
      );
    if (apart.length === 0) return pairs;
    const again = await this.ask(request, apart, problems);
    return [
      ...pairs.filter((pair) => !isShort(pair)),
      ...apart.map((one, at) => ({ wanted: one, results: again[at]! })),
    ];
  }

  private async query(cluster: string, { from, to, signal }: Range, what: Wanted): Promise<QueryAnswer> {
    const { queries, forAllNodes, withData = true } = what;
    const question = {
      cluster,
      queries: queries ?? null,
      'for-all-nodes': forAllNodes ?? null,
      from,
      to,
      'with-stats': true,
      'with-data': withData,
    };
    const document = await this.client.ask('/api/query?version=v2', question, signal);
    return this.understood(() => readQueryAnswer(document));
  }

  private understood<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadAnswer)) throw error;
      this.client.lastFailure = `gives an answer that cannot be used: ${error.message}`;
      throw new ExternalStoreError(this.options.scope, this.client.lastFailure, { cause: error });
    }
  }
}

/** By the labels that came along, where all results of a row have one. */
function withLabels(wanted: JobQuery, results: readonly Result[]): { wanted: JobQuery; results: readonly Result[] } {
  const ids = results.flatMap(({ typeId }) => (typeId !== undefined && wanted.ids.includes(typeId) ? [typeId] : []));
  const isLabelled = ids.length > 0 && ids.length === results.length;
  return { wanted: isLabelled ? { ...wanted, ids } : wanted, results };
}

function noteCount(given: number, asked: number, problems: string[]): void {
  if (given !== asked) problems.push(`the store answered ${asked} queries with ${given} results`);
}

interface Origin {
  readonly metric: MetricConfig;
  readonly host: string;
  readonly range: Range;
}

/** Says in `problems` why not. */
function isUsable(result: Result, { metric, host, range }: Origin, problems: string[]): boolean {
  const step = Math.min(result.resolution || metric.timestep, metric.timestep);
  const most = Math.ceil((range.to - range.from) / step) + 1;
  const why =
    result.error ?? (result.data.length > most ? `${result.data.length} samples for a range of ${most}` : undefined);
  if (why !== undefined) problems.push(`failed to fetch '${metric.name}' from host '${host}': ${why}`);
  return why === undefined;
}

function seriesOf(hostname: string, id: string | undefined, { data, avg, min, max }: Result): JobSeries {
  const isKnown = ![avg, min, max].some(Number.isNaN);
  const statistics = isKnown ? { avg, min, max } : { avg: 0, min: 0, max: 0 };
  return { hostname, ...(id === undefined ? {} : { id }), statistics, data };
}

interface Growing {
  readonly metric: MetricConfig;
  readonly timestep: number;
  readonly series: JobSeries[];
}

/** Series by metric and scope. */
class Gathered {
  private readonly metrics = new Map<string, Map<MetricScope, Growing>>();

  constructor(
    private readonly range: Range,
    private readonly problems: string[],
  ) {}

  add({ metric, scope, query: { host } }: JobQuery, id: string | undefined, result: Result): void {
    if (!isUsable(result, { metric, host, range: this.range }, this.problems)) return;
    const scopes = this.metrics.get(metric.name) ?? new Map<MetricScope, Growing>();
    this.metrics.set(metric.name, scopes);
    const timestep = result.resolution || metric.timestep;
    const growing = scopes.get(scope) ?? { metric, timestep, series: [] };
    if (growing.timestep !== timestep) {
      const steps = `${timestep} s and ${growing.timestep} s apart`;
      this.problems.push(`failed to fetch '${metric.name}' from host '${host}': samples of one metric ${steps}`);
      return;
    }
    scopes.set(scope, growing);
    growing.series.push(seriesOf(host, id, result));
  }

  get data(): JobData {
    const published = ({ metric: { unit }, timestep, series }: Growing): JobMetric => ({ unit, timestep, series });
    return new Map(
      [...this.metrics]
        .filter(([, scopes]) => scopes.size > 0)
        .map(([name, scopes]) => [name, new Map([...scopes].map(([scope, one]) => [scope, published(one)]))]),
    );
  }
}
