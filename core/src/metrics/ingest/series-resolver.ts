import type { MetricStore } from '../store/metric-store.js';
import { folderNameMistake, isTooLong } from './folder-name.js';
import { checkText, endOfMeasurement, parseMeasurement, parsePath } from './parse-line.js';
import { rejected } from './rejection.js';

/** Where a sample goes: the metric, and the names from the cluster down. Checked. */
export interface ResolvedKey {
  readonly metric: number;
  readonly path: readonly string[];
}

/** Reads a key that was not seen before. Throws `RejectedLine`. */
export function resolveKey(
  store: MetricStore,
  line: Uint8Array,
  from: number,
  end: number,
  lineEnd: number,
  defaultCluster: string,
): ResolvedKey {
  const tags = endOfMeasurement(line, from, end);
  const metric = store.table.find(parseMeasurement(line, from, tags));
  // Nobody looks at the rest of a line of somebody else's metric.
  checkText(line, from, metric === undefined ? tags : lineEnd);
  if (metric === undefined) throw rejected.unknownMetric;
  const { cluster, host, levels } = parsePath(line, tags, end);
  const path = [cluster ?? defaultCluster, host ?? '', ...levels];
  checkFolder(path[0]!, 'noCluster');
  checkFolder(path[1]!, 'noHost');
  for (const level of levels) if (isTooLong(level)) throw rejected.badName;
  return { metric, path };
}

function checkFolder(name: string, ifEmpty: 'noCluster' | 'noHost'): void {
  const mistake = folderNameMistake(name);
  if (mistake) throw rejected[mistake === 'empty' ? ifEmpty : mistake];
}
