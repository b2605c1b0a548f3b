import { HostSamples, type Series } from '../archive/host-series.js';
import { sampleTimes } from '../archive/job-entry.js';
import type { ClusterModel } from '../model/cluster-model.js';
import type { JobKind } from '../schedule/job-kind.js';
import type { PlacedJob } from '../schedule/simulated-job.js';
import type { MetricName } from '../site/metric-table.js';
import { svgPlot, type Panel, type PlotLine } from './svg-plot.js';

/** Metrics that show what a kind of job is about, and whether each host or each unit of a host is a line. */
type View = readonly [metric: MetricName, of: 'hosts' | 'units'];

const general: readonly View[] = [
  ['flops_any', 'hosts'],
  ['mem_bw', 'hosts'],
  ['cpu_user', 'units'],
  ['mem_used', 'hosts'],
];

const views: Partial<Record<JobKind, readonly View[]>> = {
  gpu: [
    ['acc_utilization', 'units'],
    ['acc_mem_used', 'units'],
    ['acc_power', 'units'],
    ['lustre_read_bw', 'hosts'],
  ],
  'idle-gpus': [
    ['acc_utilization', 'units'],
    ['acc_power', 'units'],
    ['cpu_user', 'units'],
    ['mem_used', 'hosts'],
  ],
  'file-system-wait': [
    ['cpu_user', 'units'],
    ['cpu_iowait', 'hosts'],
    ['lustre_open', 'hosts'],
    ['flops_any', 'hosts'],
  ],
  throttled: [
    ['clock', 'units'],
    ['cpu_temp', 'units'],
    ['flops_any', 'hosts'],
    ['cpu_power', 'units'],
  ],
  'load-imbalance': [
    ['flops_any', 'hosts'],
    ['mem_bw', 'hosts'],
    ['cpu_user', 'units'],
    ['ib_recv', 'hosts'],
  ],
  mpi: [
    ['flops_any', 'hosts'],
    ['mem_bw', 'hosts'],
    ['ib_xmit', 'hosts'],
    ['lustre_write_bw', 'hosts'],
    ['cpu_power', 'units'],
    ['node_power', 'hosts'],
  ],
};

const mostUnitLines = 12;

/** A job's most telling metrics as SVG. */
export function jobPicture(model: ClusterModel, job: PlacedJob): string {
  const times = sampleTimes(job, model.timestep);
  const hosts = job.hosts.map((host) => new HostSamples(model, job, host, times));
  const panels = (views[job.kind] ?? general).map((view) => panelOf(model, hosts, view));
  const minutes = Math.round((job.end - job.begin) / 60);
  const nodes = job.hosts.length === 1 ? '1 node' : `${job.hosts.length} nodes`;
  return svgPlot(
    `${job.kind}: ${job.application.name} on ${nodes} of ${model.cluster.name}, ${job.state}`,
    minutes,
    panels,
  );
}

function panelOf(model: ClusterModel, hosts: readonly HostSamples[], [metric, of]: View): Panel {
  const channel = model.layout.byMetric.get(metric);
  const document = model.cluster.document.metricConfig.find(({ name }) => name === metric);
  if (channel === undefined || document === undefined)
    throw new RangeError(`${model.cluster.name} does not measure ${metric}`);
  const { aggregation, unit, peak } = document;
  const series =
    of === 'hosts' || channel.scope === 'node'
      ? hosts.flatMap((host) => host.node(channel, aggregation) ?? [])
      : thinned(hosts.flatMap((host) => host.units(channel, aggregation)));
  const lines = series.map((one) => ({ ...lineOf(one), strong: series.length === 1 }));
  const highest = Math.max(...lines.flatMap(({ values }) => values));
  const { top } = {
    top: of === 'units' && channel.scope === 'hwthread' && aggregation === 'avg' ? peak : niceAbove(highest),
  };
  const words = { hosts: 'each node', units: channel.scope === 'hwthread' ? 'cores' : `each ${channel.scope}` }[of];
  return { title: `${metric}, ${words}`, unit: (unit.prefix ?? '') + unit.base, peak: top, lines };
}

function lineOf({ values, decimals }: Series): PlotLine {
  return { values: Array.from(values, (value) => value / 10 ** decimals) };
}

function thinned(series: readonly Series[]): readonly Series[] {
  if (series.length <= mostUnitLines) return series;
  return Array.from(
    { length: mostUnitLines },
    (_, index) => series[Math.floor((index * series.length) / mostUnitLines)],
  ).filter((one) => one !== undefined);
}

function niceAbove(value: number): number {
  let unit = 1;
  while (unit * 10 <= value) unit *= 10;
  while (unit > value && unit > 0.001) unit /= 10;
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * unit).find((top) => top >= value) ?? value;
}
