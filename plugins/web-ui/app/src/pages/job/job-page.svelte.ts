import { untrack } from 'svelte';
import type { JobMetric } from '../../api/schema.js';
import type { BootSubCluster, MetricSettings } from '../../boot/boot.js';
import { unixSecondsOf } from '../../format/time.js';
import { mergeIncrement } from '../../plot/merge-increment.js';
import type { Frame } from '../../plot/frame.js';
import { PlotGroup } from '../../plot/plot-group.js';
import { growingEnd } from '../../plot/time-ticks.js';
import type { Services } from '../../shell/services.js';
import { chooseResolution, isTooCoarse } from './choose-resolution.js';
import { JobWatch } from './job-watch.js';
import {
  JOB_QUERY,
  SAMPLES_QUERY,
  STATISTICS_QUERY,
  type JobAnswer,
  type JobMetricsAnswer,
  type ShownJob,
} from './job.query.js';
import type { JobNews, MetricNews } from './live-news.js';
import { MetricPanel } from './metric-panel.svelte.js';
import { metricOrder } from './metric-order.js';
import type { AnsweredStatistics, StatisticsByMetric } from './metric-statistics.js';
import { SampleBatches } from './sample-batches.js';
import { frameOf } from './samples-frame.js';
import { isScope, type Scope } from './scope.js';
import { StatisticsSource } from './statistics-source.js';
import type { JobPageView } from './view-address.js';

/** Figures of a running job are read again after so many seconds. */
const STATISTICS_PAUSE = 60;
const ARCHIVE_PAUSE = 10;
/** Monitoring status of a job that is not archived yet. */
const ARCHIVING = 1;
const BATCH_MILLISECONDS = 20;

interface StatisticsAnswer {
  readonly jobMetrics: readonly AnsweredStatistics[];
}

/** All that the page of one job knows. */
export class JobPage {
  job = $state.raw<ShownJob>();
  failure = $state.raw<unknown>();
  statistics = $state.raw<StatisticsByMetric>();
  statisticsFailure = $state.raw<unknown>();
  panels = $state.raw<readonly MetricPanel[]>([]);
  /** Seconds the job has run, ticking while it does. */
  duration = $state(0);
  /** When the last samples came, while somebody sends them. */
  lastNews = $state<number>();
  connection = $state<'none' | 'live' | 'lost'>('none');
  readonly group: PlotGroup;

  private readonly batches: SampleBatches<Frame>;
  private readonly figures: StatisticsSource;
  private readonly watch: JobWatch;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private isOver = false;

  constructor(
    private readonly id: string,
    private readonly services: Services,
    private readonly view: JobPageView,
  ) {
    this.group = new PlotGroup(1);
    this.batches = new SampleBatches(
      (metrics, scope, resolution) => this.askSamples(metrics, scope, resolution),
      (work) => setTimeout(work, BATCH_MILLISECONDS),
    );
    this.figures = new StatisticsSource(async (wanted) => {
      const variables = { id, ...wanted };
      const { graphql } = this.services;
      return (await graphql.query<StatisticsAnswer>(STATISTICS_QUERY, variables)).jobMetrics;
    });
    this.watch = new JobWatch(id, {
      samples: (news) => this.grow(news),
      job: (news) => void this.changed(news),
      connection: (connection) => (this.connection = connection),
      hosts: () => this.hosts,
    });
  }

  get isRunning(): boolean {
    return this.job?.state === 'running';
  }

  get start(): number {
    return this.job ? unixSecondsOf(this.job.startTime) : 0;
  }

  get hosts(): number {
    return this.job?.resources.length ?? 1;
  }

  get subCluster(): BootSubCluster | undefined {
    return this.job && this.services.clusters.subCluster(this.job.cluster, this.job.subCluster);
  }

  readonly metric = (name: string): MetricSettings | undefined =>
    this.job && this.services.clusters.metric(this.job.cluster, this.job.subCluster, name);

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      await this.readJob();
    } catch (failure) {
      this.failure = failure;
      return;
    }
    if (this.isOver || !this.job) return;
    const metrics = this.subCluster?.metrics ?? [];
    const order = metricOrder(metrics, this.job, this.services.boot.configuration);
    this.panels = order.map((metric) => {
      const panel = new MetricPanel(metric);
      panel.chosenScope = this.view.scopes.get(metric.name);
      panel.chosenView = this.view.views.get(metric.name);
      return panel;
    });
    this.group.extend(this.end);
    this.group.zoom(this.view.window);
    this.timers.push(setInterval(() => this.tick(), 1000));
    this.timers.push(setInterval(() => void this.awaitArchive(), ARCHIVE_PAUSE * 1000));
    await this.readStatistics();
    if (this.isRunning)
      this.timers.push(setInterval(() => this.isRunning && void this.readStatistics(), STATISTICS_PAUSE * 1000));
  }

  close(): void {
    this.isOver = true;
    this.watch.close();
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Has what the panel shows loaded, as fine as the window needs it. */
  want(panel: MetricPanel): void {
    panel.isWanted = true;
    if (panel.scopes.length === 0 || panel.state === 'loading') return;
    void this.complement(panel);
    const wanted = this.resolutionOf(panel);
    const frame = panel.frameScope === panel.scope ? panel.frame : undefined;
    if (frame && !isTooCoarse(frame.step, wanted, panel.timestep)) return;
    if (panel.state === 'nothing' && panel.frameScope === panel.scope) return;
    void this.load(panel, panel.scope, wanted);
  }

  retry(panel: MetricPanel): void {
    panel.state = 'waiting';
    this.want(panel);
  }

  /** For the part of the page that changed what is looked at. */
  refine(): void {
    for (const panel of this.panels) if (panel.isWanted) this.want(panel);
  }

  async readStatistics(): Promise<void> {
    const { job } = this;
    if (!job) return;
    try {
      const statistics = await this.figures.all(this.statistics);
      if (this.isOver) return;
      this.statistics = statistics;
      this.statisticsFailure = undefined;
    } catch (failure) {
      if (!this.statistics) this.statisticsFailure = failure;
      return;
    }
    for (const panel of this.panels) this.tellScopes(panel);
    this.refine();
    if (this.isRunning) this.subscribe();
  }

  /** The finer scopes of a metric that comes into sight. */
  private async complement(panel: MetricPanel): Promise<void> {
    const more = await this.figures.finerOf(panel.metric.name);
    if (this.isOver || !more?.size) return;
    this.statistics = new Map([...(this.statistics ?? []), ...more]);
    this.tellScopes(panel);
    this.want(panel);
  }

  private tellScopes(panel: MetricPanel): void {
    const scopes = this.statistics?.get(panel.metric.name) ?? [];
    if (scopes.length > 0 || panel.scopes.length === 0) panel.scopes = scopes;
    if (scopes.length === 0 && panel.state === 'waiting') panel.state = 'nothing';
    if (scopes.length > 0 && panel.state === 'nothing') panel.state = 'waiting';
  }

  private get end(): number {
    return this.isRunning ? growingEnd(this.duration) : Math.max(1, this.job?.duration ?? 1);
  }

  private async readJob(): Promise<void> {
    const { job } = await this.services.graphql.query<JobAnswer>(JOB_QUERY, { id: this.id });
    if (!job) throw new Error(`There is no job with the number ${this.id}, or you may not see it.`);
    if (this.isOver) return;
    this.job = job;
    this.duration =
      job.state === 'running' ? Math.max(job.duration, this.services.clock.now() - this.start) : job.duration;
  }

  /** The server tells watchers of a running job when it is archived; who comes later has to ask. */
  private async awaitArchive(): Promise<void> {
    if (!this.job || this.isRunning || this.job.monitoringStatus !== ARCHIVING) return;
    await this.readJob().catch(() => undefined);
  }

  private tick(): void {
    if (!this.isRunning) return;
    this.duration = Math.max(0, this.services.clock.now() - this.start);
    this.group.extend(this.end);
  }

  private resolutionOf(panel: MetricPanel): number {
    // What grows has to stay on the grid of its samples.
    if (this.isRunning) return 0;
    return chooseResolution(this.duration, panel.timestep, this.group.window, this.services.boot.resampling ?? {});
  }

  private async load(panel: MetricPanel, scope: Scope, resolution: number): Promise<void> {
    panel.state = 'loading';
    try {
      const frame = await this.batches.load(panel.metric.name, scope, resolution);
      if (this.isOver) return;
      if (panel.scope === scope) {
        panel.frame = frame;
        panel.frameScope = scope;
        panel.state = frame ? 'loaded' : 'nothing';
      } else {
        panel.state = 'waiting';
      }
      this.want(panel); // the scope or the window may have changed meanwhile
      if (this.isRunning) this.subscribe();
    } catch (failure) {
      panel.state = { failure };
    }
  }

  private async askSamples(
    metrics: readonly string[],
    scope: string,
    resolution: number,
  ): Promise<ReadonlyMap<string, Frame>> {
    const variables = { id: this.id, metrics, scopes: [scope], resolution };
    const { jobMetrics } = await this.services.graphql.query<JobMetricsAnswer<JobMetric>>(SAMPLES_QUERY, variables);
    return new Map(
      jobMetrics.flatMap(({ name, scope: found, metric }) =>
        found === scope && isScope(found)
          ? [[name, frameOf(found, metric.timestep, metric.series ?? [], this.hosts)]]
          : [],
      ),
    );
  }

  private subscribe(): void {
    const shown = untrack(() => this.panels.filter(({ frame }) => frame !== undefined));
    if (shown.length === 0) return;
    const ends = shown.map(
      ({ frame }) => Math.max(0, ...frame!.series.map(({ values }) => values.length)) * frame!.step,
    );
    this.watch.follow(
      shown.map(({ metric }) => metric.name),
      [...new Set(shown.flatMap(({ frameScope }) => (frameScope === undefined ? [] : [frameScope])))],
      this.start + Math.min(...ends),
    );
  }

  private grow(news: readonly MetricNews[]): void {
    this.lastNews = this.services.clock.now();
    for (const { name, scope, increment } of news) {
      const panel = this.panels.find(({ metric }) => metric.name === name);
      if (panel?.frame && panel.frameScope === scope) panel.frame = mergeIncrement(panel.frame, increment);
    }
  }

  private async changed({ jobState, duration, monitoringStatus }: JobNews): Promise<void> {
    const { job } = this;
    if (!job || (job.state === jobState && job.monitoringStatus === monitoringStatus)) return;
    if (job.state !== jobState) this.services.announce(`The job is ${jobState.replaceAll('_', ' ')} now.`);
    this.job = { ...job, state: jobState, monitoringStatus };
    if (jobState !== 'running') {
      this.duration = duration;
      this.group.extend(this.end);
    }
    try {
      await this.readJob();
      await this.readStatistics();
    } catch {
      return; // what is shown already is still true
    }
    if (monitoringStatus !== ARCHIVING && jobState !== 'running') this.watch.close();
  }
}
