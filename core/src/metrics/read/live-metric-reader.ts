import { inject, injectable } from 'tsyringe';
import { Clock } from '../../contracts/clock.js';
import { ClusterCatalog } from '../../contracts/cluster-catalog.js';
import type { MetricReader, MetricRequest } from '../../contracts/metric-reader.js';
import { Settings } from '../../contracts/settings.js';
import type { MetricConfig, SubCluster } from '../../domain/cluster.js';
import type { JobData, JobMetric } from '../../domain/job-data.js';
import type { JobResource } from '../../domain/job.js';
import { coarserScope } from '../../domain/scope.js';
import type { MetricScope } from '../../domain/scope.js';
import { TopologyMap } from '../../domain/topology.js';
import { Slices } from '../slices.js';
import { MetricStoreHolder } from '../store/metric-store-holder.js';
import type { MetricStore, SelectorElement } from '../store/metric-store.js';
import { AlikeSeries, Scratch } from './alike-series.js';
import { cannotCombine, findSelected, readInto } from './read-selected.js';
import type { SelectedSeries } from './read-selected.js';
import { misfit } from './resample.js';
import { minimumPointsOf } from './minimum-points.js';
import { scopeQueries } from './scope-queries.js';
import type { ScopeQuery } from './scope-queries.js';

interface Wanted {
  readonly store: MetricStore;
  readonly request: MetricRequest;
  readonly config: MetricConfig;
  readonly scope: MetricScope;
  readonly topology: TopologyMap;
  readonly problems: string[];
  readonly scratch: Scratch;
}

/** Reads from the store in memory. Series begin within a step of the request's `from`; statistics are those of all samples, before thinning. */
@injectable()
export class LiveMetricReader implements MetricReader {
  private readonly topologies = new WeakMap<SubCluster, TopologyMap>();
  private readonly scratch = new Scratch();

  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async load(request: MetricRequest): Promise<{ data: JobData; problems: readonly string[] }> {
    const problems: string[] = [];
    const { store } = this.holder;
    const cluster = this.catalog.find(request.cluster);
    const subCluster = cluster?.subClusters.find(({ name }) => name === request.subCluster);
    if (!store) problems.push('there is no metric store: the configuration has no section metric-store');
    else if (!cluster) problems.push(`cluster ${JSON.stringify(request.cluster)} is not known`);
    else if (!subCluster)
      problems.push(`sub-cluster ${JSON.stringify(request.subCluster)} of ${cluster.name} is not known`);
    else if (request.resources.length === 0) problems.push('the job has no resources');
    if (!store || !cluster || !subCluster || request.resources.length === 0) return { data: new Map(), problems };

    const { loading } = this.holder;
    if (loading) await Promise.all(request.resources.map(({ hostname }) => loading.of(request.cluster, hostname)));
    const data = new Map<string, Map<MetricScope, JobMetric>>();
    const turns = new Slices(this.clock, request.signal);
    for (const name of request.metrics) {
      const config = subCluster.metricConfig.find((metric) => metric.name === name);
      if (!config) {
        if (!cluster.metricConfig.some((metric) => metric.name === name)) {
          problems.push(`metric ${JSON.stringify(name)} is not configured for cluster ${cluster.name}`);
        }
        continue; // not on this part of the cluster: nothing to tell
      }
      if (config.scope === 'accelerator' && request.numAcc === 0) continue;
      for (const scope of new Set(request.scopes.map((requested) => coarserScope(config.scope, requested)))) {
        const topology = this.topologyOf(subCluster);
        const metric = await readMetric(
          { store, request, config, scope, topology, problems, scratch: this.scratch },
          this.minimumPoints,
          turns,
        );
        if (!metric) continue;
        const scopes = data.get(name) ?? new Map<MetricScope, JobMetric>();
        data.set(name, scopes.set(scope, metric));
      }
    }
    return { data, problems };
  }

  private get minimumPoints(): number {
    return minimumPointsOf(this.settings);
  }

  private topologyOf(subCluster: SubCluster): TopologyMap {
    let map = this.topologies.get(subCluster);
    if (!map) {
      map = new TopologyMap(subCluster.topology);
      this.topologies.set(subCluster, map);
    }
    return map;
  }
}

async function readMetric(wanted: Wanted, minimumPoints: number, turns: Slices): Promise<JobMetric | undefined> {
  const { store, request, config, problems, scratch } = wanted;
  const metric = store.table.find(config.name);
  if (metric === undefined) return undefined;
  const { step } = store.table.at(metric);
  const why = misfit(request.resolution, step);
  const resolution = why === undefined ? request.resolution : 0;
  const all = new AlikeSeries({ step, resolution, minimumPoints }, scratch);
  const names: { readonly hostname: string; readonly id?: string }[] = [];
  for (const resource of request.resources) {
    await turns.next();
    for (const { id, selected } of seriesOfHost(wanted, metric, resource)) {
      names.push({ hostname: resource.hostname, ...(id === undefined ? {} : { id }) });
      all.add(selected.length, (into) => readInto(store, selected, into));
    }
  }
  if (names.length === 0) return undefined;
  if (why !== undefined) problems.push(`metric ${config.name}: ${why}`);
  const { items, step: timestep } = all.finish();
  return { unit: config.unit, timestep, series: names.map((name, at) => ({ ...name, ...items[at]! })) };
}

function* seriesOfHost(
  wanted: Wanted,
  metric: number,
  resource: JobResource,
): Generator<{ readonly id: string | undefined; readonly selected: SelectedSeries }> {
  const { store, request, config, scope, topology, problems } = wanted;
  const queries = scopeQueries(config.scope, scope, {
    topology,
    hwthreads: resource.hwthreads ?? topology.topology.node,
    accelerators: resource.accelerators ?? [],
  });
  for (const query of queries) {
    for (const { id, levels } of selectionsOf(query)) {
      const selector: SelectorElement[] = [request.cluster, resource.hostname, ...levels];
      const selected = findSelected(store, metric, store.select(selector, metric), request, true);
      if (selected === cannotCombine) {
        problems.push(`metric ${config.name} of host ${resource.hostname}: values of finer units do not combine`);
      } else if (selected) yield { id, selected };
    }
  }
}

function selectionsOf({
  type,
  ids,
  aggregate,
  id,
}: ScopeQuery): readonly { id: string | undefined; levels: SelectorElement[] }[] {
  if (type === undefined) return [{ id: undefined, levels: [] }];
  if (aggregate) return [{ id, levels: [ids.map((each) => type + each)] }];
  return ids.map((each) => ({ id: each, levels: [type + each] }));
}
