import { InvalidInputError, guards, sendJson } from '@cc-kernel/core/plugin';
import type { ClusterCatalog, Route } from '@cc-kernel/core/plugin';
import { QueryParameters } from '../query/query-parameters.js';
import { clusterDocument } from './cluster-document.js';

/** All clusters, or with `?cluster=<name>` that one. */
export const listClustersRoute = (catalog: ClusterCatalog): Route => ({
  methods: ['GET'],
  path: '/api/clusters/',
  guard: guards.mainApi,
  bodyLimit: 0,
  rate: 'api',
  handle(context) {
    const name = new QueryParameters(context.http.querystring).first('cluster');
    const clusters = name === undefined ? catalog.clusters : [named(catalog, name)];
    sendJson(context, 200, { clusters: clusters.map(clusterDocument) });
  },
});

function named(catalog: ClusterCatalog, name: string) {
  const cluster = catalog.find(name);
  if (!cluster) throw new InvalidInputError(`unknown cluster: ${name}`);
  return cluster;
}
