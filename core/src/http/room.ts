import Type from 'typebox';
import { Identity } from '../contracts/identity.js';
import { LiveTopics } from '../contracts/live-topics.js';
import { Routes } from '../contracts/routes.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { HttpService } from './http-service.js';
import { OpenTopics, TopicRoutes } from './live/topic-routes.js';
import { LiveRoutes, RouteTable } from './route-table.js';

/** The web server. Others add their routes while they start; it listens once all have. */
export default definePlugin({
  id: 'core.http',
  provides: [Routes, LiveTopics],
  needs: [Identity],
  config: Type.Object({}, { additionalProperties: false }),
  register(bind) {
    const table = new RouteTable();
    bind.value(Routes, table);
    bind.value(LiveRoutes, table);
    const topics = new TopicRoutes(table);
    bind.value(LiveTopics, topics);
    bind.value(OpenTopics, topics);
    bind.singletonClass(HttpService);
  },
  start: (context) => context.get(HttpService).addOwnRoutes(),
  ready: (context) => context.get(HttpService).listen(),
  drain: (context) => {
    context.get(OpenTopics).endAll();
    return context.get(HttpService).drain(context.signal);
  },
  stop: (context) => context.get(HttpService).close(),
});
