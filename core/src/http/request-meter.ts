import { Counter, Histogram, type Registry } from 'prom-client';

/** How many requests, with what answer, and how long they took. */
export class RequestMeter {
  private readonly requests: Counter;
  private readonly seconds: Histogram;

  constructor(registry: Registry) {
    this.requests = new Counter({
      name: 'cckernel_http_requests_total',
      help: 'Requests by route, method and status',
      labelNames: ['route', 'method', 'status'],
      registers: [registry],
    });
    this.seconds = new Histogram({
      name: 'cckernel_http_request_seconds',
      help: 'Time until the answer was ready, by route',
      labelNames: ['route'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    });
  }

  /** @param route its path as registered; undefined: no such route */
  count(route: string | undefined, method: string, status: number, milliseconds: number): void {
    const label = route ?? 'none';
    // An invented method must not make a new series.
    const known = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : 'other';
    this.requests.inc({ route: label, method: known, status: String(status) });
    this.seconds.observe({ route: label }, milliseconds / 1000);
  }
}
