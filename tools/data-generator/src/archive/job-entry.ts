import type { Channel } from '../model/channel.js';
import type { ClusterModel } from '../model/cluster-model.js';
import { jobDocuments } from '../schedule/job-documents.js';
import type { PlacedJob } from '../schedule/simulated-job.js';
import type { MetricDocument, MetricName } from '../site/metric-table.js';
import { ByteWriter } from './byte-writer.js';
import { HostSamples, type Series } from './host-series.js';
import { round2, statisticsOf, type Statistics } from './statistics.js';

/** How much of a job is kept: everything an archiver keeps, or only what belongs to whole nodes and accelerators. */
export type ArchiveDetail = 'full' | 'node';

/** Both documents of a job in the archive. */
export interface JobEntry {
  readonly meta: string;
  readonly data: Buffer;
  readonly samples: number;
}

const mostNodesWithCores = 8;

/** Writes what the archive holds of one job. */
export class JobEntryWriter {
  private readonly writer = new ByteWriter();
  private readonly metrics: readonly (readonly [Channel, MetricDocument])[];

  constructor(
    private readonly model: ClusterModel,
    private readonly detail: ArchiveDetail,
  ) {
    this.metrics = model.cluster.document.metricConfig
      .map((metric) => [channelOf(model, metric), metric] as const)
      .sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
  }

  entry(job: PlacedJob): JobEntry {
    const { timestep } = this.model;
    const times = sampleTimes(job, timestep);
    const series = new Map<string, Map<string, Buffer[]>>();
    const statistics = new Map<string, Statistics[]>();
    let count = 0;
    for (const host of job.hosts) {
      const samples = new HostSamples(this.model, job, host, times);
      const head = `{"hostname":${JSON.stringify(this.model.cluster.hosts[host])}`;
      for (const [channel, { name, aggregation }] of this.metrics) {
        const node = samples.node(channel, aggregation);
        if (node === undefined) continue;
        const scopes = series.get(name) ?? new Map<string, Buffer[]>();
        series.set(name, scopes);
        append(statistics, name, this.addSeries(head, node));
        append(scopes, 'node', this.writer.take());
        count++;
        if (!this.wantsUnits(job, channel)) continue;
        const units = samples.units(channel, aggregation);
        for (const unit of units) {
          if (unit !== units[0]) this.writer.ascii(',');
          this.addSeries(head, unit);
        }
        if (units[0] !== undefined) append(scopes, units[0].scope, this.writer.take());
        count += units.length;
      }
    }
    return {
      meta: this.metaText(job, statistics),
      data: this.dataText(series, timestep),
      samples: count * times.length,
    };
  }

  private wantsUnits(job: PlacedJob, channel: Channel): boolean {
    if (channel.scope === 'accelerator') return true;
    return this.detail === 'full' && job.hosts.length <= mostNodesWithCores;
  }

  private addSeries(head: string, { id, values, decimals }: Series): Statistics {
    const statistics = statisticsOf(values, decimals);
    const { min, avg, max } = statistics;
    const unit = id === undefined ? '' : `,"id":"${id}"`; // a number or a PCI address
    this.writer.ascii(`${head}${unit},"statistics":{"min":${min},"avg":${avg},"max":${max}},"data":`);
    this.writer.list(values, decimals);
    this.writer.ascii('}');
    return statistics;
  }

  private dataText(series: ReadonlyMap<string, ReadonlyMap<string, readonly Buffer[]>>, timestep: number): Buffer {
    const parts: Buffer[] = [];
    const add = (text: string): number => parts.push(Buffer.from(text));
    let separator = '{';
    for (const [, { name, unit }] of this.metrics) {
      const scopes = series.get(name);
      if (scopes === undefined) continue;
      add(`${separator}${JSON.stringify(name)}:{`);
      separator = ',';
      [...scopes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .forEach(([scope, texts], index) => {
          add(`${index > 0 ? ',' : ''}"${scope}":{"unit":${JSON.stringify(unit)},"series":[`);
          texts.forEach((text, place) => {
            if (place > 0) add(',');
            parts.push(text);
          });
          add(`],"timestep":${timestep}}`);
        });
      add('}');
    }
    add('}\n');
    return Buffer.concat(parts);
  }

  private metaText(job: PlacedJob, byMetric: ReadonlyMap<string, readonly Statistics[]>): string {
    const { start, stop } = jobDocuments(this.model.cluster, job);
    const duration = stop.stopTime - stop.startTime;
    const statistics: Record<string, Statistics & { readonly unit: MetricDocument['unit'] }> = {};
    const footprint: Record<string, number> = {};
    const energyFootprint: Record<string, number> = {};
    let energy = 0;
    for (const [, metric] of this.metrics) {
      const hosts = byMetric.get(metric.name);
      if (hosts === undefined) continue;
      const avg = round2(hosts.reduce((sum, host) => sum + host.avg, 0) / start.numNodes);
      const min = Math.min(...hosts.map((host) => host.min));
      const max = Math.max(...hosts.map((host) => host.max));
      statistics[metric.name] = { unit: metric.unit, avg, min, max };
      if (metric.footprint !== undefined)
        footprint[`${metric.name}_${metric.footprint}`] = { avg, min, max }[metric.footprint];
      if (metric.energy === undefined) continue;
      const kilowattHours = round2((avg * start.numNodes * (duration / 3600)) / 1000);
      energyFootprint[metric.name] = kilowattHours;
      energy += kilowattHours;
    }
    const { cluster, subCluster, partition, project, user, shared, resources, metaData, arrayJobId, walltime } = start;
    const { requestedMemory, jobId, numAcc, numHwthreads, numNodes, submitTime, startTime } = start;
    const meta = {
      cluster,
      subCluster,
      partition,
      project,
      user,
      shared,
      jobState: stop.jobState,
      resources,
      energyFootprint,
      footprint,
      metaData,
      concurrentJobs: { items: [], count: 0 },
      energy: round2(energy),
      ...(arrayJobId !== undefined && { arrayJobId }),
      walltime,
      requestedMemory,
      jobId,
      duration,
      monitoringStatus: 3,
      ...(numAcc > 0 && { numAcc }),
      numHwthreads,
      numNodes,
      statistics,
      submitTime,
      startTime,
    };
    return JSON.stringify(meta) + '\n';
  }
}

/** Moments at which the collectors of a site measured during a job; at least one. */
export function sampleTimes({ begin, end }: PlacedJob, timestep: number): number[] {
  const times: number[] = [];
  for (let time = Math.ceil(begin / timestep) * timestep; time < end; time += timestep) times.push(time);
  return times.length > 0 ? times : [begin];
}

function channelOf(model: ClusterModel, { name }: MetricDocument): Channel {
  const channel = model.layout.byMetric.get(name as MetricName);
  if (channel === undefined) throw new RangeError(`${model.cluster.name} does not measure ${name}`);
  return channel;
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
