import { guards } from '../../access/guards.js';
import type { LiveTopic, LiveTopics } from '../../contracts/live-topics.js';
import type { RouteContext, Routes } from '../../contracts/routes.js';
import { token } from '../../contracts/token.js';
import { UnauthorizedError } from '../../errors/index.js';
import { EventStream } from './event-stream.js';

/** Turns each topic into a route below `/live/`, and ends all streams when the server drains. */
export class TopicRoutes implements LiveTopics {
  private readonly open = new Set<EventStream>();

  constructor(private readonly routes: Routes) {}

  add(topic: LiveTopic): void {
    this.routes.add({
      methods: ['GET'],
      path: `/live/${topic.pattern}`,
      guard: guards.page,
      bodyLimit: 0,
      rate: 'ui',
      handle: (context) => this.serve(topic, context),
    });
  }

  get watchers(): number {
    return this.open.size;
  }

  endAll(): void {
    for (const stream of this.open) stream.end();
  }

  private async serve(topic: LiveTopic, { http, principal, params }: RouteContext): Promise<void> {
    if (principal === undefined) throw new UnauthorizedError('unauthorized');
    const stream = new EventStream();
    this.open.add(stream);
    stream.signal.addEventListener('abort', () => this.open.delete(stream), { once: true });
    http.res.once('close', () => stream.end());
    try {
      await topic.watch({
        who: principal,
        params,
        query: http.URL.searchParams,
        lastEventId: http.get('Last-Event-ID') || undefined,
        send: (message) => stream.send(message),
        signal: stream.signal,
      });
    } catch (error) {
      stream.end();
      throw error;
    }
    http.set('Content-Type', 'text/event-stream');
    http.set('Cache-Control', 'no-store');
    http.set('X-Accel-Buffering', 'no'); // nginx would collect before it passes on
    http.body = stream.body;
  }
}

/** The same object with what only the HTTP room may do. */
export const OpenTopics = token<TopicRoutes>('http.OpenTopics');
