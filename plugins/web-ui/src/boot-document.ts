import {
  isRestricted,
  ROLES,
  type Cluster,
  type MetricConfig,
  type Principal,
  type Settings,
  type SubCluster,
  type User,
} from '@cc-kernel/core/plugin';

export interface BootParts {
  readonly who: Principal;
  /** As stored; `undefined` for somebody from outside. */
  readonly user: User | undefined;
  readonly clusters: readonly Cluster[];
  readonly settings: Settings;
  readonly version: string;
}

/** What the pages know before their first question: who looks, which machines there are, how the site configured the views. */
export function bootDocument({ who, user, clusters, settings, version }: BootParts) {
  const { main } = settings;
  return {
    user: {
      username: who.username,
      name: user?.name ?? '',
      roles: [...who.roles],
      projects: who.projects,
      level: Math.max(0, ...[...who.roles].map((role) => ROLES.findIndex((known) => known === role))),
    },
    clusters: clusters.map((cluster) => ({
      name: cluster.name,
      subClusters: cluster.subClusters.map((subCluster) => subClusterOf(cluster, subCluster, who)),
    })),
    configuration: { ...settings.uiDefaults, jobList_hideShortRunningJobs: main.shortRunningJobsDuration },
    shortJobSeconds: main.shortRunningJobsDuration,
    emissionConstant: main.emissionConstant,
    ...(main.resampling && { resampling: main.resampling }),
    canLogOut: !main.disableAuthentication,
    version,
  };
}

function subClusterOf(cluster: Cluster, { name, nodes, topology, metricConfig }: SubCluster, who: Principal) {
  const seesAll = who.isStaff || who.isService;
  const hidden = new Set(
    seesAll ? [] : cluster.metricConfig.filter((metric) => isRestricted(metric, name)).map((metric) => metric.name),
  );
  return {
    name,
    nodes,
    perNode: {
      sockets: topology.socket.length,
      memoryDomains: topology.memoryDomain.length,
      cores: topology.core.length,
      hwthreads: topology.node.length,
      accelerators: topology.accelerators?.length ?? 0,
    },
    metrics: metricConfig.filter((metric) => !hidden.has(metric.name)).map(metricOf),
  };
}

function metricOf(metric: MetricConfig) {
  const { name, unit, scope, aggregation, timestep, peak, normal, caution, alert, footprint, lowerIsBetter } = metric;
  return { name, unit, scope, aggregation, timestep, peak, normal, caution, alert, footprint, lowerIsBetter };
}
