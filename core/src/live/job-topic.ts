import { inject, injectable } from 'tsyringe';
import { ClusterCatalog } from '../contracts/cluster-catalog.js';
import { Clock } from '../contracts/clock.js';
import { JobEvents } from '../contracts/job-events.js';
import { JobStore } from '../contracts/job-store.js';
import type { LiveTopic, Watcher } from '../contracts/live-topics.js';
import { Logger } from '../contracts/logger.js';
import { MetricReader } from '../contracts/metric-reader.js';
import type { Job } from '../domain/job.js';
import { METRIC_SCOPES, isMetricScope } from '../domain/scope.js';
import type { MetricScope } from '../domain/scope.js';
import { InvalidInputError, NotFoundError } from '../errors/index.js';
import { WatchedJob } from './watched-job.js';

/** Bounds for the pause between two looks: half the shortest timestep, but news are never older than the longer of these. */
const SHORTEST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 5;

/**
 * `jobs/:id?metric=…&scope=…&since=…`: a running job as it grows. Events: `samples` (see `WatchedJob`), and `job` with
 * `{ id, jobState, duration, monitoringStatus }` when it stops and when it is archived.
 */
@injectable()
export class JobTopic implements LiveTopic {
  readonly pattern = 'jobs/:id';

  constructor(
    @inject(JobStore) private readonly jobs: JobStore,
    @inject(JobEvents) private readonly events: JobEvents,
    @inject(MetricReader) private readonly metrics: MetricReader,
    @inject(ClusterCatalog) private readonly catalog: ClusterCatalog,
    @inject(Clock) private readonly clock: Clock,
    @inject(Logger) private readonly log: Logger,
  ) {}

  async watch(watcher: Watcher): Promise<void> {
    const id = Number(watcher.params['id']);
    if (!Number.isSafeInteger(id))
      throw new InvalidInputError(`integer expected in path for id: ${watcher.params['id']}`);
    const job = await this.jobs.findById(id, watcher.who.jobVisibility());
    if (!job) throw new NotFoundError(`finding job with db id ${id} failed: there is none that you may see`);
    const wanted = this.wanted(job, watcher);
    if (job.jobState !== 'running') {
      watcher.send(stateOf(job));
      return;
    }
    for (const event of ['stopped', 'archived'] as const) {
      const forget = this.events.on(event, (changed) => changed.id === id && watcher.send(stateOf(changed)));
      watcher.signal.addEventListener('abort', forget, { once: true });
    }
    this.follow(job, wanted, watcher);
  }

  private wanted(job: Job, { query }: Watcher): Wanted {
    const configured = this.catalog.find(job.cluster)?.metricConfig ?? [];
    const names = query.getAll('metric');
    const metrics = configured.filter(({ name }) => names.length === 0 || names.includes(name));
    const scopes = query.getAll('scope');
    const unknown = scopes.find((scope) => !isMetricScope(scope));
    if (unknown !== undefined)
      throw new InvalidInputError(`scope is one of ${METRIC_SCOPES.join(', ')}, not «${unknown}»`);
    return {
      metrics: metrics.map(({ name }) => name),
      scopes: scopes.length === 0 ? ['node'] : scopes.filter(isMetricScope),
      shortest: Math.min(...metrics.map(({ timestep }) => timestep)),
      longest: Math.max(...metrics.map(({ timestep }) => timestep)),
    };
  }

  /** Looks for news as often as the quickest metric has some, until the watcher leaves or the job stops. */
  private follow(job: Job, wanted: Wanted, watcher: Watcher): void {
    if (wanted.metrics.length === 0) return;
    const since = Number(watcher.lastEventId ?? watcher.query.get('since'));
    const watched = new WatchedJob(job.startTime, since >= job.startTime ? since : job.startTime);
    const pause = Math.min(LONGEST_PAUSE_SECONDS, Math.max(SHORTEST_PAUSE_SECONDS, wanted.shortest / 2));
    const look = async (): Promise<void> => {
      try {
        const from = watched.from(wanted.longest);
        const { metrics, scopes } = wanted;
        const { cluster, subCluster, resources, numAcc } = job;
        const range = { from, to: this.clock.now(), resolution: 0, signal: watcher.signal };
        const { data } = await this.metrics.load({ cluster, subCluster, resources, numAcc, metrics, scopes, ...range });
        const news = watched.news(data, from);
        if (news) watcher.send(news);
      } catch (error) {
        if (!watcher.signal.aborted)
          this.log.warn({ err: error, job: job.id }, 'news of a running job could not be read');
      }
      if (!watcher.signal.aborted) again();
    };
    let timer: NodeJS.Timeout | undefined;
    const again = (): void => {
      timer = setTimeout(() => void look(), pause * 1000);
      timer.unref();
    };
    const forget = this.events.on('stopped', (changed) => changed.id === job.id && clearTimeout(timer));
    watcher.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      forget();
    });
    void look();
  }
}

interface Wanted {
  readonly metrics: readonly string[];
  readonly scopes: readonly MetricScope[];
  readonly shortest: number;
  readonly longest: number;
}

function stateOf({ id, jobState, duration, monitoringStatus }: Job) {
  return { event: 'job', data: { id, jobState, duration, monitoringStatus } };
}
