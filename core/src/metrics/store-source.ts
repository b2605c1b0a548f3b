import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import type { MetricReader, MetricRequest } from '../contracts/metric-reader.js';
import type {
  HostHealth,
  HostHealthRequest,
  HostMetricsRequest,
  LoadedHostMetrics,
  MetricSource,
} from '../contracts/metric-source.js';
import type { SubCluster } from '../domain/cluster.js';
import type { JobData, JobMetric } from '../domain/job-data.js';
import { UnavailableError } from '../errors/index.js';
import { hostHealth } from './host-health.js';
import { LiveMetricReader } from './read/live-metric-reader.js';
import { Slices } from './slices.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';

/** The store in memory. */
@injectable()
export class StoreSource implements MetricSource {
  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(LiveMetricReader) private readonly reader: LiveMetricReader,
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async load(request: MetricRequest): ReturnType<MetricReader['load']> {
    const { data, problems } = await this.reader.load(request);
    return { data: request.statisticsOnly ? withoutSamples(data) : data, problems };
  }

  async loadHosts({ cluster, hosts, metrics, from, to, signal }: HostMetricsRequest): Promise<LoadedHostMetrics> {
    const data = new Map<string, Map<string, JobMetric>>();
    const problems: string[] = [];
    if (!hosts) await this.holder.loading?.of(cluster);
    const wanted = hosts ?? [...(this.store.findLevel([cluster])?.children.keys() ?? [])];
    for (const [subCluster, members] of this.bySubCluster(cluster, wanted, problems)) {
      const accelerators = subCluster.topology.accelerators?.map(({ id }) => id) ?? [];
      const loaded = await this.reader.load({
        cluster,
        subCluster: subCluster.name,
        resources: members.map((hostname) => ({ hostname, accelerators })),
        numAcc: accelerators.length,
        metrics,
        scopes: ['node'],
        from,
        to,
        resolution: 0,
        ...(signal ? { signal } : {}),
      });
      problems.push(...loaded.problems);
      for (const [metric, scopes] of loaded.data) {
        for (const { series, ...rest } of scopes.values()) {
          for (const one of series) {
            const ofHost = data.get(one.hostname) ?? new Map<string, JobMetric>();
            data.set(one.hostname, ofHost.set(metric, { ...rest, series: [one] }));
          }
        }
      }
    }
    return { data, problems };
  }

  async checkHosts({ cluster, hosts, metrics, signal }: HostHealthRequest): Promise<ReadonlyMap<string, HostHealth>> {
    const slices = new Slices(this.clock, signal);
    const found = new Map<string, HostHealth>();
    for (const host of hosts) {
      await this.holder.loading?.of(cluster, host);
      await slices.next();
      const health = hostHealth(this.store, this.store.findLevel([cluster, host]), metrics, this.clock.now());
      if (health) found.set(host, health);
    }
    return found;
  }

  private get store() {
    const { store } = this.holder;
    if (!store) throw new UnavailableError('there is no metric store: the configuration has no section metric-store');
    return store;
  }

  private bySubCluster(
    cluster: string,
    hosts: readonly string[],
    problems: string[],
  ): ReadonlyMap<SubCluster, readonly string[]> {
    const groups = new Map<SubCluster, string[]>();
    for (const host of hosts) {
      const subCluster = this.catalog.subClusterOf(cluster, host);
      if (!subCluster) problems.push(`host ${JSON.stringify(host)} is in no sub-cluster of ${JSON.stringify(cluster)}`);
      else groups.set(subCluster, [...(groups.get(subCluster) ?? []), host]);
    }
    return groups;
  }
}

function withoutSamples(data: JobData): JobData {
  const emptied = (metric: JobMetric): JobMetric => ({
    ...metric,
    series: metric.series.map((one) => ({ ...one, data: new Float32Array(0) })),
  });
  return new Map([...data].map(([name, scopes]) => [name, new Map([...scopes].map(([s, m]) => [s, emptied(m)]))]));
}
