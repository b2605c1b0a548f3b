import Type from 'typebox';
import { Identity } from '../contracts/identity.js';
import { LiveTopics } from '../contracts/live-topics.js';
import { Routes } from '../contracts/routes.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { HttpService } from './http-service.js';
import { TopicRoutes } from './live/topic-routes.js';
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
    bind.value(LiveTopics, new TopicRoutes(table));
    bind.singletonClass(HttpService);
  },
  start: (context) => context.get(HttpService).addOwnRoutes(),
  ready: (context) => context.get(HttpService).listen(),
  drain: (context) => {
    (context.get(LiveTopics) as TopicRoutes).endAll();
    return context.get(HttpService).drain(context.signal);
  },
  stop: (context) => context.get(HttpService).close(),
});
