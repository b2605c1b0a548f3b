import { collectDefaultMetrics, Registry } from 'prom-client';

/** One a kernel, so that two servers in one process (tests) do not share figures. */
export function newMetricsRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
