import { inject, injectable } from 'tsyringe';
import type { MetricReader, MetricRequest } from '../contracts/metric-reader.js';
import { MetricSources } from '../contracts/metric-source.js';
import type { MetricSource } from '../contracts/metric-source.js';
import { StoreSource } from './store-source.js';

@injectable()
export class SourceTable implements MetricSources {
  private readonly byScope = new Map<string, MetricSource>();

  constructor(@inject(StoreSource) private readonly store: StoreSource) {}

  add(scope: string, source: MetricSource): void {
    this.byScope.set(scope, source);
  }

  of(cluster: string, subCluster = ''): MetricSource {
    const { byScope } = this;
    return byScope.get(`${cluster}-${subCluster}`) ?? byScope.get(cluster) ?? byScope.get('*') ?? this.store;
  }
}

/** Asks the source that has the cluster. */
@injectable()
export class RoutedMetricReader implements MetricReader {
  constructor(@inject(MetricSources) private readonly sources: MetricSources) {}

  load(request: MetricRequest): ReturnType<MetricReader['load']> {
    return this.sources.of(request.cluster, request.subCluster).load(request);
  }
}
