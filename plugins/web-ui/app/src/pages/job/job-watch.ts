import { liveAddress, metricNews, type JobNews, type MetricNews } from './live-news.js';
import type { Scope } from './scope.js';

export interface WatchEvents {
  samples(news: readonly MetricNews[]): void;
  job(news: JobNews): void;
  connection(state: 'none' | 'live' | 'lost'): void;
  hosts(): number;
}

/** Wishes that come within this time are one connection. */
const SETTLE_MILLISECONDS = 400;

/** Hears what the server publishes about a job. One connection, made anew when other metrics are looked at. */
export class JobWatch {
  private source: EventSource | undefined;
  private wish = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly id: string,
    private readonly events: WatchEvents,
  ) {}

  /** @param since what is known already */
  follow(metrics: readonly string[], scopes: readonly Scope[], since: number): void {
    const wish = `${metrics.toSorted().join()} ${scopes.toSorted().join()}`;
    if (wish === this.wish) return;
    this.wish = wish;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(liveAddress(this.id, metrics, scopes, since)), SETTLE_MILLISECONDS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
    this.events.connection('none');
  }

  private connect(address: string): void {
    this.source?.close();
    const source = new EventSource(address);
    this.source = source;
    source.addEventListener('open', () => this.events.connection('live'));
    // The browser tries again by itself.
    source.addEventListener('error', () => this.events.connection('lost'));
    source.addEventListener('samples', (event) =>
      this.events.samples(metricNews(String(event.data), this.events.hosts())),
    );
    source.addEventListener('job', (event) => this.events.job(JSON.parse(String(event.data)) as JobNews));
  }
}
