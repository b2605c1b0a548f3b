import type { Clock } from '../../src/contracts/clock.js';
import type { ClusterCatalog } from '../../src/contracts/cluster-catalog.js';
import type { JobEvents } from '../../src/contracts/job-events.js';
import type { JobStore, RebuildJob } from '../../src/contracts/job-store.js';
import type { Logger } from '../../src/contracts/logger.js';
import type { MetricReader, MetricRequest } from '../../src/contracts/metric-reader.js';
import { SubClusterFinder } from '../../src/domain/assign-sub-cluster.js';
import type { Cluster } from '../../src/domain/cluster.js';
import { globalMetrics, unrestrictedMetrics } from '../../src/domain/derive-cluster.js';
import type { JobData } from '../../src/domain/job-data.js';
import type { Footprint, Job, JobMetaData } from '../../src/domain/job.js';
import type { Tag } from '../../src/domain/tag.js';

/** Lines like `error archiving failed …`. */
export class LinesLog implements Logger {
  readonly lines: string[] = [];
  debug(_fields: object, message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(_fields: object, message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(_fields: object, message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(_fields: object, message: string): void {
    this.lines.push(`error ${message}`);
  }
  fatal(_fields: object, message: string): void {
    this.lines.push(`fatal ${message}`);
  }
}

export class SetClock implements Clock {
  constructor(public seconds = 1_700_001_000) {}
  now(): number {
    return this.seconds;
  }
  nowMs(): number {
    return this.seconds * 1000;
  }
}

export function catalogOf(...clusters: readonly Cluster[]): ClusterCatalog {
  const finders = new Map(clusters.map((cluster) => [cluster.name, new SubClusterFinder(cluster)]));
  return {
    clusters,
    globalMetrics: globalMetrics(clusters),
    unrestrictedMetrics: unrestrictedMetrics(clusters),
    find: (name) => clusters.find((cluster) => cluster.name === name),
    subClusterOf: (cluster, host) => finders.get(cluster)?.of(host),
  };
}

/** Answers with `data`, restricted to the metrics and scopes asked for. */
export class FakeReader implements MetricReader {
  readonly requests: MetricRequest[] = [];
  problems: readonly string[] = [];
  failure: Error | undefined;
  data: JobData = new Map();

  async load(request: MetricRequest) {
    this.requests.push(request);
    if (this.failure) throw this.failure;
    const data: JobData = new Map(
      [...this.data]
        .filter(([metric]) => request.metrics.includes(metric))
        .map(([metric, scopes]) => [metric, new Map([...scopes].filter(([scope]) => request.scopes.includes(scope)))]),
    );
    return { data, problems: this.problems };
  }
}

export class FakeEvents implements JobEvents {
  readonly announced: (readonly [string, number])[] = [];
  private readonly listeners = new Set<readonly [string, (job: Job) => void]>();
  started(job: Job): void {
    this.tell('started', job);
  }
  stopped(job: Job): void {
    this.tell('stopped', job);
  }
  archived(job: Job): void {
    this.tell('archived', job);
  }
  on(event: 'started' | 'stopped' | 'archived', listener: (job: Job) => void): () => void {
    const entry = [event, listener] as const;
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }
  private tell(event: string, job: Job): void {
    this.announced.push([event, job.id]);
    for (const [on, listener] of this.listeners) if (on === event) listener(job);
  }
}

/** The parts of a job store that archiving uses; the rest rejects. */
export function fakeStore() {
  const jobs = new Map<number, Job>();
  const metaData = new Map<number, JobMetaData>();
  const tags = new Map<number, readonly Tag[]>();
  const rebuilt: RebuildJob[] = [];
  const change = (id: number, values: Partial<Job>): void => void jobs.set(id, { ...jobs.get(id)!, ...values });
  const used: Partial<JobStore> = {
    findById: async (id) => jobs.get(id),
    metaDataOf: async (id) => metaData.get(id),
    tagsOf: async (ids) => new Map(ids.flatMap((id) => (tags.has(id) ? [[id, tags.get(id)!] as const] : []))),
    markArchived: async (id, result) => change(id, { ...result, monitoringStatus: 3 }),
    setMonitoringStatus: async (id, monitoringStatus) => change(id, { monitoringStatus }),
    setFootprint: async (id: number, footprint: Footprint) => change(id, { footprint }),
    waitingForArchive: async () =>
      [...jobs.values()].filter(({ jobState, monitoringStatus }) => jobState !== 'running' && monitoringStatus === 1),
    runningOn: async (name) =>
      [...jobs.values()].filter(({ cluster, jobState }) => cluster === name && jobState === 'running'),
    rebuild: async (all) => {
      for await (const job of all) rebuilt.push(job);
      return { jobs: rebuilt.length, skipped: [] };
    },
  };
  const store = new Proxy(used, {
    get: (target, key) => Reflect.get(target, key) ?? (() => Promise.reject(new Error(`${String(key)} is not faked`))),
  }) as JobStore;
  return { store, jobs, metaData, tags, rebuilt };
}
