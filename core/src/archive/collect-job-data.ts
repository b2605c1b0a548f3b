import { setImmediate } from 'node:timers/promises';
import { inject, injectable } from 'tsyringe';
import { MetricReader } from '../contracts/metric-reader.js';
import type { SubCluster } from '../domain/cluster.js';
import type { JobData, JobMetric } from '../domain/job-data.js';
import type { Job } from '../domain/job.js';
import { withNodeScope } from '../domain/node-scope.js';
import type { MetricScope } from '../domain/scope.js';
import { publishedStatistics } from '../domain/statistics.js';
import { withStatisticsSeries } from '../domain/statistics-series.js';

/** Jobs on more nodes are kept at node scope only. */
const coreScopeNodes = 8;

/** Collects what the archive keeps of a job's samples: as measured, with statistics. */
@injectable()
export class CollectJobData {
  constructor(@inject(MetricReader) private readonly reader: MetricReader) {}

  async run(
    job: Job,
    subCluster: SubCluster,
    signal?: AbortSignal,
  ): Promise<{ readonly data: JobData; readonly problems: readonly string[] }> {
    const data = new Map<string, ReadonlyMap<MetricScope, JobMetric>>();
    const problems: string[] = [];
    for (const { metrics, scopes } of requestsFor(job, subCluster)) {
      const loaded = await this.reader.load({
        cluster: job.cluster,
        subCluster: subCluster.name,
        resources: job.resources,
        numAcc: job.numAcc,
        metrics,
        scopes,
        from: job.startTime,
        to: job.startTime + job.duration,
        resolution: 0,
        ...(signal && { signal }),
      });
      problems.push(...loaded.problems);
      for (const [metric, atScopes] of loaded.data) {
        if (atScopes.size > 0) data.set(metric, finished(metric, atScopes));
        await setImmediate(); // medians over many series take a while
      }
    }
    return { data, problems };
  }
}

/** Accelerator scope only for what accelerators measure: for all others it would mean their finest scope. */
function requestsFor(
  { numNodes, numAcc }: Job,
  { metricConfig }: SubCluster,
): readonly { readonly metrics: readonly string[]; readonly scopes: readonly MetricScope[] }[] {
  const ofAccelerators = metricConfig.filter(({ scope }) => scope === 'accelerator').map(({ name }) => name);
  const ofNodes = metricConfig.filter(({ scope }) => scope !== 'accelerator').map(({ name }) => name);
  const requests: { metrics: readonly string[]; scopes: readonly MetricScope[] }[] = [
    { metrics: ofNodes, scopes: numNodes <= coreScopeNodes ? ['node', 'core'] : ['node'] },
  ];
  if (numAcc > 0) requests.push({ metrics: ofAccelerators, scopes: ['node', 'accelerator'] });
  return requests.filter(({ metrics }) => metrics.length > 0);
}

function finished(metric: string, scopes: ReadonlyMap<MetricScope, JobMetric>): ReadonlyMap<MetricScope, JobMetric> {
  const all = [...withNodeScope(metric, scopes)];
  return new Map(
    all.map(([scope, one]) => {
      const series = one.series.map((each) => ({ ...each, statistics: publishedStatistics(each.statistics) }));
      return [scope, withStatisticsSeries({ ...one, series })];
    }),
  );
}
