import { ClusterModel } from '../model/cluster-model.js';
import { LineRenderer } from '../model/line-renderer.js';
import { jobDocuments } from '../schedule/job-documents.js';
import { projects, users, type SimulatedProject, type SimulatedUser } from '../schedule/people.js';
import type { SimulatedJob } from '../schedule/simulated-job.js';
import { defaultPlans, planCluster, type ClusterDocument, type ClusterPlan } from './cluster-document.js';

export interface SiteOptions {
  /** Everything follows from it. */
  readonly seed: number;
  /** Left out: a CPU cluster of 8 nodes and a GPU cluster of 4. */
  readonly clusters?: readonly ClusterPlan[];
  /** Seconds between samples; 60 when left out. */
  readonly timestep?: number;
}

export interface SampleBatch {
  /** Of all samples in it, as the lines say it. */
  readonly time: number;
  readonly samples: number;
  /** Line protocol; ends with a newline. */
  readonly lines: Buffer;
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A computing centre that never was. The same options give the same bytes, whatever is asked in whatever order. */
export class Site {
  readonly seed: number;
  readonly timestep: number;
  readonly clusters: readonly ClusterDocument[];
  readonly users: readonly SimulatedUser[] = users;
  readonly projects: readonly SimulatedProject[] = projects;
  /** The inside, for writers of archives and pictures. */
  readonly models: ReadonlyMap<string, ClusterModel>;

  constructor(options: SiteOptions) {
    const { seed, clusters = defaultPlans, timestep = 60 } = options;
    if (!Number.isInteger(timestep) || timestep < 1)
      throw new RangeError(`timestep ${timestep} is not a number of seconds`);
    if (!Number.isInteger(seed)) throw new RangeError(`seed ${seed} is not a whole number`);
    this.seed = seed;
    this.timestep = timestep;
    const planned = clusters.map((plan) => planCluster(plan, timestep));
    this.models = new Map(planned.map((cluster) => [cluster.name, new ClusterModel(cluster, seed, timestep)]));
    if (this.models.size !== planned.length) throw new RangeError('two clusters have the same name');
    this.clusters = planned.map(({ document }) => document);
  }

  /** Jobs that start in from ≤ start < to, by start; of all clusters, or of one. */
  *jobs(range: TimeRange & { readonly cluster?: string }): Generator<SimulatedJob> {
    const models = this.chosen(range.cluster);
    const streams = models.map((model) => model.jobs(range.from, range.to));
    const heads = streams.map((stream) => stream.next());
    for (;;) {
      let first = -1;
      let earliest = Infinity;
      heads.forEach((head, index) => {
        if (head.done !== true && head.value.begin < earliest) {
          first = index;
          earliest = head.value.begin;
        }
      });
      const head = heads[first];
      const stream = streams[first];
      const model = models[first];
      if (head === undefined || head.done === true || stream === undefined || model === undefined) return;
      yield jobDocuments(model.cluster, head.value);
      heads[first] = stream.next();
    }
  }

  /** Jobs that are there at a moment, by start. */
  runningJobs(range: { readonly at: number; readonly cluster?: string }): readonly SimulatedJob[] {
    return this.chosen(range.cluster)
      .flatMap((model) => model.runningAt(range.at).map((job) => jobDocuments(model.cluster, job)))
      .sort((a, b) => a.start.startTime - b.start.startTime);
  }

  /** All samples of a cluster in from ≤ time < to, by time; idle hosts included. One batch a moment unless said otherwise. */
  *samples(
    range: TimeRange & { readonly cluster: string; readonly step?: number; readonly hostsPerBatch?: number },
  ): Generator<SampleBatch> {
    const model = this.model(range.cluster);
    const step = range.step ?? this.timestep;
    const renderer = new LineRenderer(model);
    const hosts = model.cluster.hosts.length;
    const hostsPerBatch = range.hostsPerBatch ?? hosts;
    if (!(hostsPerBatch >= 1) || !(step >= 1)) throw new RangeError('batches need at least one host, steps one second');
    for (let time = Math.ceil(range.from / step) * step; time < range.to; time += step) {
      for (let host = 0; host < hosts; host += hostsPerBatch) {
        const last = Math.min(hosts, host + hostsPerBatch);
        yield { time, samples: renderer.linesPerHost * (last - host), lines: renderer.render(time, host, last) };
      }
    }
  }

  model(cluster: string): ClusterModel {
    const model = this.models.get(cluster);
    if (model) return model;
    throw new RangeError(`there is no cluster ${cluster}; there are ${[...this.models.keys()].join(', ')}`);
  }

  private chosen(cluster: string | undefined): readonly ClusterModel[] {
    return cluster === undefined ? [...this.models.values()] : [this.model(cluster)];
  }
}

export function simulatedSite(options: SiteOptions): Site {
  return new Site(options);
}
