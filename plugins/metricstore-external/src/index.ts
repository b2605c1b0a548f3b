import { ClusterCatalog, Health, MetricSources, definePlugin } from '@cc-kernel/core/plugin';
import type { Cluster } from '@cc-kernel/core/plugin';
import { ExternalStoreConfig, ExternalStoreOptions } from './config.js';
import { ExternalSource, Source } from './external-source.js';
import { Client, StoreClient } from './store-client.js';

/** Reads the samples of a cluster, a part of one, or of all others from another server's metric store. One instance for each. */
export default definePlugin({
  id: 'metricstore-external',
  needs: [MetricSources, ClusterCatalog],
  config: ExternalStoreConfig,
  register(bind, config) {
    bind.value(ExternalStoreOptions, config);
    bind.singleton(Client, StoreClient);
    bind.singleton(Source, ExternalSource);
  },
  start({ get, log }) {
    const { scope } = get(ExternalStoreOptions);
    if (!get(ClusterCatalog).clusters.some((cluster) => scopesOf(cluster).includes(scope))) {
      log.warn({ scope }, 'the scope names no cluster and no sub-cluster, so nothing is read from this store');
    }
    get(MetricSources).add(scope, get(Source));
    const client = get(Client);
    get(Health).add(`metric-store-external ${scope}`, () =>
      client.lastFailure === undefined
        ? { state: 'ok' }
        : { state: 'degraded', text: `the store ${client.lastFailure}` },
    );
  },
  stop: ({ get }) => get(Client).close(),
});

function scopesOf({ name, subClusters }: Cluster): readonly string[] {
  return ['*', name, ...subClusters.map((subCluster) => `${name}-${subCluster.name}`)];
}
