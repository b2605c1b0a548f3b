import { inject, injectable } from 'tsyringe';
import { ClusterCatalog } from '../../contracts/cluster-catalog.js';
import { Settings } from '../../contracts/settings.js';
import { MetricTable } from '../metric-table.js';
import type { Loading } from '../checkpoint/loading.js';
import { MetricStore } from './metric-store.js';

/** The one metric store of this server; absent when the configuration has no section for it. */
@injectable()
export class MetricStoreHolder {
  readonly table: MetricTable;
  readonly store: MetricStore | undefined;
  /** What was saved comes into the store after the start: whoever reads asks here first. `undefined`: there is nothing to wait for. */
  loading?: Loading;

  constructor(@inject(ClusterCatalog) catalog: ClusterCatalog, @inject(Settings) settings: Settings) {
    this.table = MetricTable.of(catalog.clusters);
    const { metricStore } = settings;
    if (metricStore) {
      const { retentionInMemory, memoryCapGB } = metricStore;
      this.store = new MetricStore(this.table, retentionInMemory, memoryCapGB * 1e9);
    }
  }
}
