/** What the server wrote into the page, see `src/boot-document.ts` of the plugin. */
export interface Boot {
  readonly user: {
    readonly username: string;
    /** Person's name; empty: not known. */
    readonly name: string;
    readonly roles: readonly string[];
    readonly projects: readonly string[];
    /** Of the highest role: 0 none, 1 api, 2 user, 3 manager, 4 support, 5 admin. */
    readonly level: number;
  };
  readonly clusters: readonly BootCluster[];
  /** Options of the views under their flat names, e.g. `metricConfig_jobListMetrics:alder`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Jobs below this are short. */
  readonly shortJobSeconds: number;
  /** Grams of CO₂ per kWh; 0: not told. */
  readonly emissionConstant: number;
  readonly resampling?: { readonly trigger: number; readonly resolutions: readonly number[] };
  readonly canLogOut: boolean;
  readonly version: string;
}

export interface BootCluster {
  readonly name: string;
  readonly subClusters: readonly BootSubCluster[];
}

export interface BootSubCluster {
  readonly name: string;
  /** Node list expression. */
  readonly nodes: string;
  readonly perNode: PerNode;
  /** Those that the user may see. */
  readonly metrics: readonly MetricSettings[];
}

/** How many of each a node has. */
export interface PerNode {
  readonly sockets: number;
  readonly memoryDomains: number;
  readonly cores: number;
  readonly hwthreads: number;
  readonly accelerators: number;
}

export interface MetricUnit {
  readonly prefix?: string | null;
  readonly base: string;
}

export interface MetricSettings {
  readonly name: string;
  readonly unit: MetricUnit;
  /** Finest scope in which it is measured. */
  readonly scope: string;
  readonly aggregation: 'sum' | 'avg' | '';
  readonly timestep: number;
  /** Thresholds per node, in `unit`. */
  readonly peak: number;
  readonly normal: number;
  readonly caution: number;
  readonly alert: number;
  /** Which statistic is its footprint; `''`: none. */
  readonly footprint: 'avg' | 'min' | 'max' | '';
  readonly lowerIsBetter: boolean;
}

export const BOOT_ELEMENT = 'boot';

export const ROLE_LEVEL = { api: 1, user: 2, manager: 3, support: 4, admin: 5 } as const;
