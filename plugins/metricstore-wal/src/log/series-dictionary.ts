import type { JournalSeries } from '@cc-kernel/core/plugin';
import type { ByteWriter } from './byte-writer.js';

/** Kinds of entries in a dictionary block. */
export const nodeEntry = 1;
export const metricEntry = 2;
export const seriesEntry = 3;

/**
 * What the numbers in the log stand for. Names are written once a segment: a series names a level and a metric, a level its name and the
 * level above. Each segment gets the entries that it needs, when it first needs them.
 */
export class SeriesDictionary {
  private readonly nodes = new Map<string, number>();
  private readonly metrics = new Map<string, number>();
  private readonly nodeNames: string[] = [];
  private readonly nodeParents: number[] = [];
  private readonly nodeSegments: number[] = [];
  private readonly metricNames: string[] = [];
  private readonly metricSegments: number[] = [];
  /** By number of the series: level, metric, and the segment that has its entry last. */
  private readonly seriesNodes: number[] = [];
  private readonly seriesMetrics: number[] = [];
  private readonly seriesSegments: number[] = [];

  /** The next number goes to this series. */
  declare({ cluster, host, levels, metric }: JournalSeries): void {
    this.seriesNodes.push([cluster, host, ...levels].reduce((above, name) => this.node(above, name), 0));
    let number = this.metrics.get(metric);
    if (number === undefined) {
      number = this.metricNames.push(metric) - 1;
      this.metrics.set(metric, number);
      this.metricSegments.push(-1);
    }
    this.seriesMetrics.push(number);
    this.seriesSegments.push(-1);
  }

  /** Writes the entries that the segment does not have yet. Returns whether there were any. */
  write(into: ByteWriter, series: Int32Array, from: number, to: number, segment: number): boolean {
    const { seriesSegments } = this;
    let wrote = false;
    for (let at = from; at < to; at++) {
      const number = series[at]!;
      if (seriesSegments[number] === segment) continue;
      if (seriesSegments[number] === undefined) throw new RangeError(`series ${number} was not declared`);
      seriesSegments[number] = segment;
      this.writeSeries(into, number, segment);
      wrote = true;
    }
    return wrote;
  }

  private writeSeries(into: ByteWriter, number: number, segment: number): void {
    const node = this.seriesNodes[number]!;
    const metric = this.seriesMetrics[number]!;
    this.writeNode(into, node, segment);
    if (this.metricSegments[metric] !== segment) {
      this.metricSegments[metric] = segment;
      into.reserve(8);
      into.varint(metricEntry);
      into.varint(metric);
      into.text(this.metricNames[metric]!);
    }
    into.reserve(24);
    into.varint(seriesEntry);
    into.varint(number);
    into.varint(node);
    into.varint(metric);
  }

  private writeNode(into: ByteWriter, node: number, segment: number): void {
    if (node === 0 || this.nodeSegments[node - 1] === segment) return;
    this.nodeSegments[node - 1] = segment;
    const parent = this.nodeParents[node - 1]!;
    this.writeNode(into, parent, segment);
    into.reserve(16);
    into.varint(nodeEntry);
    into.varint(node);
    into.varint(parent);
    into.text(this.nodeNames[node - 1]!);
  }

  /** Nodes count from 1; 0 is above the clusters. */
  private node(parent: number, name: string): number {
    const key = `${parent} ${name}`;
    let node = this.nodes.get(key);
    if (node === undefined) {
      node = this.nodeNames.push(name);
      this.nodeParents.push(parent);
      this.nodeSegments.push(-1);
      this.nodes.set(key, node);
    }
    return node;
  }
}
