import type { MetricStore } from '../store/metric-store.js';
import { checkText, endOfMeasurement, parseMeasurement, parsePath } from './parse-line.js';
import { rejected } from './rejection.js';

/** A file name holds 255 bytes, and so does a level in a journal. */
const longestName = 255;

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
  defaultCluster: string,
): ResolvedKey {
  const tags = endOfMeasurement(line, from, end);
  const metric = store.table.find(parseMeasurement(line, from, tags));
  if (metric === undefined) {
    checkText(line, from, tags);
    throw rejected.unknownMetric;
  }
  const { cluster, host, levels } = parsePath(line, tags, end);
  const path = [cluster ?? defaultCluster, host ?? '', ...levels];
  checkFolder(path[0]!, 'noCluster');
  checkFolder(path[1]!, 'noHost');
  for (const level of levels) if (isTooLong(level)) throw rejected.badName;
  return { metric, path };
}

/** Names of clusters and hosts become folders. */
function checkFolder(name: string, ifEmpty: 'noCluster' | 'noHost'): void {
  if (name === '') throw rejected[ifEmpty];
  if (name.includes('..') || name.includes('/') || name.includes('\\')) throw rejected.unsafeName;
  // Tags cannot hold control bytes, a default cluster can.
  if (name === '.' || isTooLong(name) || hasControlByte(name)) throw rejected.badName;
}

function isTooLong(name: string): boolean {
  return name.length > longestName || (name.length * 3 > longestName && Buffer.byteLength(name) > longestName);
}

function hasControlByte(name: string): boolean {
  for (let at = 0; at < name.length; at++) if (name.charCodeAt(at) < 32 || name.charCodeAt(at) === 127) return true;
  return false;
}
