import { isRestricted, type Cluster, type Principal } from '@cc-kernel/core/plugin';

/** Metrics marked `restrict` are for staff and service accounts only. */
export function seesRestricted(who: Principal): boolean {
  return who.isStaff || who.isService;
}

/** Names of the metrics of a sub-cluster that the viewer may not see. */
export function hiddenMetrics(who: Principal, cluster: Cluster | undefined, subCluster: string): ReadonlySet<string> {
  const metrics = seesRestricted(who) ? [] : (cluster?.metricConfig ?? []);
  return new Set(metrics.filter((metric) => isRestricted(metric, subCluster)).map(({ name }) => name));
}
