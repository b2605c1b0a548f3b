import type { UiSection } from './other-sections.js';

const FOUR = ['cpu_load', 'flops_any', 'mem_bw', 'mem_used'];
const COLORS = ['#00bfff', '#0000ff', '#ff00ff', '#ff0000', '#ff8000', '#ffff00', '#80ff00'];

/** The `ui` section over its defaults, under the flat names by which pages and user settings know them. */
export function uiDefaults(ui: UiSection = {}): Readonly<Record<string, unknown>> {
  const metrics = ui['metric-config'] ?? {};
  const flat: Record<string, unknown> = {
    jobList_usePaging: ui['job-list']?.['use-paging'] ?? false,
    jobList_showFootprint: ui['job-list']?.['show-footprint'] ?? false,
    nodeList_usePaging: ui['node-list']?.['use-paging'] ?? false,
    jobView_showPolarPlot: ui['job-view']?.['show-polar-plot'] ?? true,
    jobView_showFootprint: ui['job-view']?.['show-footprint'] ?? false,
    jobView_showRoofline: ui['job-view']?.['show-roofline'] ?? true,
    jobView_showStatTable: ui['job-view']?.['show-stat-table'] ?? true,
    plotConfiguration_colorBackground: ui['plot-configuration']?.['color-background'] ?? true,
    plotConfiguration_plotsPerRow: ui['plot-configuration']?.['plots-per-row'] ?? 3,
    plotConfiguration_lineWidth: ui['plot-configuration']?.['line-width'] ?? 3,
    plotConfiguration_colorScheme: ui['plot-configuration']?.['color-scheme'] ?? COLORS,
    metricConfig_jobListMetrics: metrics['job-list-metrics'] ?? FOUR,
    metricConfig_jobViewPlotMetrics: metrics['job-view-plot-metrics'] ?? FOUR,
    metricConfig_jobViewTableMetrics: metrics['job-view-table-metrics'] ?? FOUR.slice(1),
  };
  for (const cluster of metrics.clusters ?? []) {
    addLists(flat, cluster, cluster.name);
    for (const sub of cluster['sub-clusters'] ?? []) addLists(flat, sub, `${cluster.name}:${sub.name}`);
  }
  return flat;
}

interface MetricLists {
  readonly 'job-list-metrics'?: readonly string[];
  readonly 'job-view-plot-metrics'?: readonly string[];
  readonly 'job-view-table-metrics'?: readonly string[];
}

function addLists(flat: Record<string, unknown>, lists: MetricLists, suffix: string): void {
  const named = {
    jobListMetrics: lists['job-list-metrics'],
    jobViewPlotMetrics: lists['job-view-plot-metrics'],
    jobViewTableMetrics: lists['job-view-table-metrics'],
  };
  for (const [name, list] of Object.entries(named)) if (list) flat[`metricConfig_${name}:${suffix}`] = list;
}
