import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { JobArchive } from '../contracts/job-archive.js';
import { MetricReader } from '../contracts/metric-reader.js';
import type { JobMetricsRequest } from '../contracts/metric-reader.js';
import { Settings } from '../contracts/settings.js';
import type { JobData, JobMetric } from '../domain/job-data.js';
import { MonitoringStatus, describeJob } from '../domain/job.js';
import type { Job } from '../domain/job.js';
import { withNodeScope } from '../domain/node-scope.js';
import type { MetricScope } from '../domain/scope.js';
import { publishedStatistics } from '../domain/statistics.js';
import { withStatisticsSeries } from '../domain/statistics-series.js';
import { InvalidInputError, NotFoundError } from '../errors/index.js';
import { minimumPointsOf } from './read/minimum-points.js';
import { misfit, resampleTogether } from './read/resample.js';
import { Slices } from './slices.js';

export interface LoadedJobMetrics {
  readonly data: JobData;
  /** What could not be read, for a person. The rest is there. */
  readonly problems: readonly string[];
}

/** Samples of a job: from the live store while it runs or waits to be archived, from the archive afterwards. */
@injectable()
export class LoadJobMetrics {
  constructor(
    @inject(MetricReader) private readonly live: MetricReader,
    @inject(JobArchive) private readonly archive: JobArchive,
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async run(request: JobMetricsRequest): Promise<LoadedJobMetrics> {
    if (request.exactResolution) this.checkResolution(request);
    const scopes: readonly MetricScope[] = request.scopes.length > 0 ? request.scopes : ['node'];
    const { data, problems } = await (isLive(request.job)
      ? this.loadLive(request, scopes)
      : this.loadArchived(request));
    return { data: await published(data, scopes, new Slices(this.clock, request.signal)), problems };
  }

  private checkResolution({ job, metrics, resolution }: JobMetricsRequest): void {
    for (const { name, timestep } of this.catalog.find(job.cluster)?.metricConfig ?? []) {
      if (metrics && !metrics.includes(name)) continue;
      const why = misfit(resolution, timestep);
      if (why !== undefined) throw new InvalidInputError(why);
    }
  }

  private loadLive({ job, metrics, resolution, signal }: JobMetricsRequest, scopes: readonly MetricScope[]) {
    const all = () => this.catalog.find(job.cluster)?.metricConfig.map(({ name }) => name) ?? [];
    return this.live.load({
      cluster: job.cluster,
      subCluster: job.subCluster,
      resources: job.resources,
      numAcc: job.numAcc,
      metrics: metrics ?? all(),
      scopes,
      from: job.startTime,
      to: job.startTime + job.duration,
      resolution,
      ...(signal ? { signal } : {}),
    });
  }

  /** Without scopes: all that were archived. */
  private async loadArchived(request: JobMetricsRequest): Promise<LoadedJobMetrics> {
    const { job, resolution } = request;
    const whole = await this.archive.loadData(job);
    if (!whole) throw new NotFoundError(`there are no archived samples of ${describeJob(job)}`);
    const minimumPoints = minimumPointsOf(this.settings);
    const data = new Map<string, ReadonlyMap<MetricScope, JobMetric>>();
    const problems: string[] = [];
    for (const [name, byScope] of whole) {
      if (request.metrics && !request.metrics.includes(name)) continue;
      const kept = wantedScopes(byScope, request.scopes);
      const fits = [...kept.values()].every(({ timestep }) => resolution <= timestep || resolution % timestep === 0);
      if (!fits) problems.push(`metric ${name}: ${resolution} s is no multiple of its time step, so it is as measured`);
      const wanted = fits ? resolution : 0;
      data.set(name, new Map([...kept].map(([scope, metric]) => [scope, thinned(metric, wanted, minimumPoints)])));
    }
    return { data, problems };
  }
}

function isLive(job: Job): boolean {
  return job.jobState === 'running' || job.monitoringStatus === MonitoringStatus.runningOrArchiving;
}

/** Those that were asked for; all of them when a metric has one only, or none of those asked for. */
function wantedScopes(
  byScope: ReadonlyMap<MetricScope, JobMetric>,
  scopes: readonly MetricScope[],
): ReadonlyMap<MetricScope, JobMetric> {
  const kept = new Map([...byScope].filter(([scope]) => scopes.includes(scope)));
  return byScope.size > 1 && kept.size > 0 ? kept : byScope;
}

function thinned(metric: JobMetric, resolution: number, minimumPoints: number): JobMetric {
  const options = { step: metric.timestep, resolution, minimumPoints };
  const { series, step } = resampleTogether(
    metric.series.map(({ data }) => data),
    options,
  );
  if (step === metric.timestep) return metric;
  const { statisticsSeries: _, ...rest } = metric; // made anew of what is left
  return { ...rest, timestep: step, series: metric.series.map((one, at) => ({ ...one, data: series[at]! })) };
}

async function published(data: JobData, scopes: readonly MetricScope[], slices: Slices): Promise<JobData> {
  const all = new Map<string, ReadonlyMap<MetricScope, JobMetric>>();
  for (const [name, byScope] of data) {
    const complete = scopes.includes('node') ? withNodeScope(name, byScope) : byScope;
    const ready = new Map<MetricScope, JobMetric>();
    for (const [scope, metric] of complete) {
      await slices.next();
      ready.set(scope, publishedMetric(metric));
    }
    all.set(name, ready);
  }
  return all;
}

function publishedMetric(metric: JobMetric): JobMetric {
  const series = metric.series.map((one) => ({ ...one, statistics: publishedStatistics(one.statistics) }));
  return withStatisticsSeries({ ...metric, series });
}
