import { CockpitError } from '../errors/index.js';
import type {
  Accelerator,
  Aggregation,
  Cluster,
  EnergyKind,
  FootprintStatistic,
  MetricConfig,
  MetricOverride,
  MetricValue,
  SubCluster,
  Thresholds,
  Topology,
} from './cluster.js';
import { deriveCluster } from './derive-cluster.js';
import { DocumentFields } from './document-fields.js';
import type { DocumentProblem } from './document-fields.js';
import { readUnit } from './job-document.js';
import { NodeList } from './node-list.js';
import { METRIC_SCOPES, isMetricScope } from './scope.js';

/** A problem of one cluster document. */
export interface ClusterProblem extends DocumentProblem {
  /** The file. */
  readonly place: string;
}

/** Cluster documents with which the server cannot work; all their problems at once. */
export class ClusterConfigError extends CockpitError {
  readonly code = 'CC_CLUSTER_CONFIG';
  readonly kind = 'setup';
  constructor(readonly problems: readonly ClusterProblem[]) {
    super(problems.map(({ place, path, text }) => `${place}: ${path === '' ? '' : `${path} `}${text}`).join('\n'));
  }
}

/**
 * Reads a `cluster.json`. Unknown fields and stored derived lists are ignored, absent optional fields have their
 * defaults. Rejects with `ClusterConfigError`, which has all problems.
 *
 * @param place the file, for messages
 * @param notice hears of what is odd but can be worked with
 */
export function readCluster(
  document: unknown,
  place: string,
  notice: (problem: ClusterProblem) => void = () => {},
): Cluster {
  const problems: DocumentProblem[] = [];
  const oddities: DocumentProblem[] = [];
  const fields = DocumentFields.of(document, '', problems);
  const name = fields.string('name');
  if (name === '') fields.problem('name', 'must not be empty');
  else if (!isFolderName(name)) fields.problem('name', 'must be usable as a folder name: no "/", no leading "."');
  const metrics = fields.list('metricConfig').map((metric) => readMetric(metric, oddities));
  if (metrics.length === 0) fields.problem('metricConfig', 'must have at least one metric');
  const subClusters = fields.list('subClusters').map((subCluster) => readSubCluster(subCluster, oddities));
  if (subClusters.length === 0) fields.problem('subClusters', 'must have at least one sub-cluster');
  const withPlace = (problem: DocumentProblem): ClusterProblem => ({ place, ...problem });
  if (problems.length > 0) throw new ClusterConfigError(problems.map(withPlace));
  oddities.push(...namesThatDisagree(metrics, subClusters), ...sharedHosts(subClusters));
  oddities.map(withPlace).forEach((oddity) => notice(oddity));
  return deriveCluster({ name, metricConfig: firstOfEachName(metrics), subClusters });
}

/** Cluster names become folders of the archive. */
function isFolderName(name: string): boolean {
  return !name.startsWith('.') && !Array.from(name).some((char) => char < ' ' || '/\\\u007f'.includes(char));
}

function readMetric(fields: DocumentFields, oddities: DocumentProblem[]): MetricConfig {
  const name = fields.string('name');
  if (name === '') fields.problem('name', 'must not be empty');
  const timestep = fields.integer('timestep');
  if (timestep < 1) fields.problem('timestep', 'must be at least 1 second');
  const scope = fields.string('scope') || 'node'; // old files lack it
  if (!isMetricScope(scope)) fields.problem('scope', `must be one of ${METRIC_SCOPES.join(', ')}, is ${quote(scope)}`);
  return {
    name,
    unit: readUnit(fields.object('unit')),
    scope: isMetricScope(scope) ? scope : 'node',
    aggregation: oneOf<Aggregation>(fields, 'aggregation', ['sum', 'avg', ''], oddities),
    timestep,
    ...readThresholds(fields),
    ...readKinds(fields, oddities),
    subClusters: fields.list('subClusters').map((override) => readOverride(override, oddities)),
  };
}

function readOverride(fields: DocumentFields, oddities: DocumentProblem[]): MetricOverride {
  const unit = fields.object('unit');
  return {
    name: fields.string('name'),
    remove: fields.boolean('remove'),
    ...readThresholds(fields),
    ...readKinds(fields, oddities),
    ...(unit && { unit: readUnit(unit) }),
  };
}

function readThresholds(fields: DocumentFields): Thresholds {
  return {
    peak: fields.number('peak'),
    normal: fields.number('normal'),
    caution: fields.number('caution'),
    alert: fields.number('alert'),
  };
}

function readKinds(fields: DocumentFields, oddities: DocumentProblem[]) {
  return {
    footprint: oneOf<FootprintStatistic>(fields, 'footprint', ['avg', 'min', 'max', ''], oddities),
    energy: oneOf<EnergyKind>(fields, 'energy', ['power', 'energy', ''], oddities),
    lowerIsBetter: fields.boolean('lowerIsBetter'),
    restrict: fields.boolean('restrict'),
  };
}

/** Something else is taken for `''`, the last of `known`. */
function oneOf<T extends string>(
  fields: DocumentFields,
  key: string,
  known: readonly T[],
  oddities: DocumentProblem[],
): T | '' {
  const value = fields.string(key);
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  const expected = known.filter((one) => one !== '').join(', ');
  oddities.push({ path: `${fields.path}.${key}`, text: `is none of ${expected}: ${quote(value)}; it has no effect` });
  return '';
}

function readSubCluster(fields: DocumentFields, oddities: DocumentProblem[]): SubCluster {
  const nodes = fields.string('nodes');
  if (nodes === '') oddities.push({ path: `${fields.path}.nodes`, text: 'is empty: the sub-cluster has no hosts' });
  if (nodes !== '*') {
    try {
      NodeList.parse(nodes);
    } catch (error) {
      fields.problem('nodes', `is no node list: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    name: fields.string('name'),
    nodes,
    processorType: fields.string('processorType'),
    socketsPerNode: fields.integer('socketsPerNode'),
    coresPerSocket: fields.integer('coresPerSocket'),
    threadsPerCore: fields.integer('threadsPerCore'),
    flopRateScalar: readMetricValue(fields.object('flopRateScalar')),
    flopRateSimd: readMetricValue(fields.object('flopRateSimd')),
    memoryBandwidth: readMetricValue(fields.object('memoryBandwidth')),
    topology: readTopology(fields.object('topology')),
    metricConfig: [],
    footprint: [],
    energyFootprint: [],
  };
}

function readTopology(fields: DocumentFields | undefined): Topology {
  if (!fields) return { node: [], socket: [], memoryDomain: [], core: [] };
  return {
    node: fields.integers('node'),
    socket: fields.integerLists('socket'),
    memoryDomain: fields.integerLists('memoryDomain'),
    core: fields.integerLists('core'),
    ...(fields.has('die') && { die: readDies(fields) }),
    ...(fields.has('accelerators') && { accelerators: fields.list('accelerators').map(readAccelerator) }),
  };
}

/** Dies may have holes, unlike the other lists. */
function readDies(fields: DocumentFields): readonly (readonly (number | null)[])[] {
  return fields.array('die').map((die, i) => {
    const threads: readonly unknown[] = Array.isArray(die) ? die : [die];
    if (threads.every((thread): thread is number | null => thread === null || Number.isSafeInteger(thread)))
      return threads;
    fields.problem(`die[${i}]`, 'must be a list of whole numbers or null');
    return [];
  });
}

function readAccelerator(fields: DocumentFields): Accelerator {
  return { id: fields.string('id'), type: fields.string('type'), model: fields.string('model') };
}

function readMetricValue(fields: DocumentFields | undefined): MetricValue {
  return { unit: readUnit(fields?.object('unit')), value: fields?.number('value') ?? 0 };
}

function firstOfEachName(metrics: readonly MetricConfig[]): readonly MetricConfig[] {
  return metrics.filter(({ name }, i) => metrics.findIndex((metric) => metric.name === name) === i);
}

function namesThatDisagree(
  metrics: readonly MetricConfig[],
  subClusters: readonly SubCluster[],
): readonly DocumentProblem[] {
  const oddities: DocumentProblem[] = [];
  const known = new Set(subClusters.map(({ name }) => name));
  metrics.forEach(({ name, subClusters: overrides }, i) => {
    const first = metrics.findIndex((metric) => metric.name === name);
    if (first !== i) {
      oddities.push({ path: `metricConfig[${i}].name`, text: `repeats ${quote(name)}; the first entry counts` });
    }
    overrides.forEach((override, j) => {
      const path = `metricConfig[${i}].subClusters[${j}].name`;
      if (!known.has(override.name)) oddities.push({ path, text: `names no sub-cluster: ${quote(override.name)}` });
      else if (overrides.findLastIndex((other) => other.name === override.name) !== j) {
        oddities.push({ path, text: `repeats ${quote(override.name)}; the last entry counts` });
      }
    });
  });
  subClusters.forEach(({ name }, i) => {
    if (subClusters.findIndex((other) => other.name === name) !== i) {
      oddities.push({ path: `subClusters[${i}].name`, text: `repeats ${quote(name)}` });
    }
  });
  return oddities;
}

/** Longer lists are not compared host by host. */
const comparable = 20_000;

function sharedHosts(subClusters: readonly SubCluster[]): readonly DocumentProblem[] {
  const lists = subClusters.map(({ nodes }) => NodeList.parse(nodes === '*' ? '' : nodes));
  return lists.flatMap((list, i) => {
    if (list.count > comparable) return [];
    const hosts = list.expand();
    return lists.slice(0, i).flatMap((earlier, j) => {
      const shared = hosts.find((host) => earlier.matches(host));
      if (shared === undefined) return [];
      const text = `has hosts of subClusters[${j}] too, e.g. ${shared}; the first sub-cluster has them`;
      return [{ path: `subClusters[${i}].nodes`, text }];
    });
  });
}

function quote(text: string): string {
  return JSON.stringify(text);
}
