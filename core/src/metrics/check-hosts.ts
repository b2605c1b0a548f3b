import { inject, injectable } from 'tsyringe';
import { MetricSources } from '../contracts/metric-source.js';
import type { HostHealth, HostHealthRequest } from '../contracts/metric-source.js';

/** Says of hosts whether they send the metrics that they should. Hosts without any sample are left out. */
@injectable()
export class CheckHosts {
  constructor(@inject(MetricSources) private readonly sources: MetricSources) {}

  run(request: HostHealthRequest): Promise<ReadonlyMap<string, HostHealth>> {
    return this.sources.of(request.cluster).checkHosts(request);
  }
}
