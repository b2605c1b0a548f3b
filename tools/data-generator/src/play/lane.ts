import type { ClusterModel } from '../model/cluster-model.js';
import { LineRenderer } from '../model/line-renderer.js';

export const bytesPerRequest = 2 << 20;
/** Bytes of a line. */
const usualLine = 90;

/** Some hosts whose samples go one after the other: a store may refuse what is older than what it has. */
export interface Lane {
  readonly cluster: string;
  readonly renderer: LineRenderer;
  /** Hosts first ≤ host < last. */
  readonly first: number;
  readonly last: number;
  readonly waiting: Buffer[];
}

export function lanesOf(cluster: string, model: ClusterModel, connections: number): Lane[] {
  const renderer = new LineRenderer(model);
  const hosts = model.cluster.hosts.length;
  const mostHosts = Math.max(1, Math.floor(bytesPerRequest / (renderer.linesPerHost * usualLine)));
  const size = Math.min(mostHosts, Math.ceil(hosts / connections));
  return Array.from({ length: Math.ceil(hosts / size) }, (_, lane) => ({
    cluster,
    renderer,
    first: lane * size,
    last: Math.min(hosts, (lane + 1) * size),
    waiting: [],
  }));
}

/** Joins small bodies up to the size of a request. */
export function joined(batches: readonly Buffer[]): Buffer[] {
  const bodies: Buffer[] = [];
  let group: Buffer[] = [];
  let size = 0;
  for (const batch of batches) {
    if (size > 0 && size + batch.length > bytesPerRequest) {
      bodies.push(Buffer.concat(group));
      group = [];
      size = 0;
    }
    group.push(batch);
    size += batch.length;
  }
  if (size > 0) bodies.push(Buffer.concat(group));
  return bodies;
}
