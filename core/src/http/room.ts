import Type from 'typebox';
import { Identity } from '../contracts/identity.js';
import { Routes } from '../contracts/routes.js';
import { definePlugin } from '../kernel/define-plugin.js';
import { HttpService } from './http-service.js';
import { LiveRoutes, RouteTable } from './route-table.js';

/** The web server. Others add their routes while they start; it listens once all have. */
export const httpRoom = definePlugin({
  id: 'core.http',
  provides: [Routes],
  needs: [Identity],
  config: Type.Object({}),
  register(bind) {
    const table = new RouteTable();
    bind.value(Routes, table);
    bind.value(LiveRoutes, table);
    bind.singletonClass(HttpService);
  },
  start: ({ get }) => get(HttpService).addOwnRoutes(),
  ready: ({ get }) => get(HttpService).listen(),
  drain: ({ get, signal }) => get(HttpService).drain(signal),
  stop: ({ get }) => get(HttpService).close(),
});
