import type { JournalSeries } from '@cc-kernel/core/plugin';
import { CorruptDataError } from '@cc-kernel/core/plugin';
import { ByteSource } from './byte-source.js';
import { dictionaryBlock } from './block.js';
import type { Block } from './block.js';
import { metricEntry, nodeEntry, seriesEntry } from './series-dictionary.js';

/** What the numbers in a segment stand for; an entry that was lost with its block leaves a hole. */
export function readDictionary(bytes: Buffer, blocks: readonly Block[]): ReadonlyMap<number, JournalSeries> {
  const nodes = new Map<number, { readonly parent: number; readonly name: string }>();
  const metrics = new Map<number, string>();
  const entries = new Map<number, { readonly node: number; readonly metric: number }>();
  for (const { kind, from, to } of blocks) {
    if (kind !== dictionaryBlock) continue;
    const source = new ByteSource(bytes, from, to);
    while (source.at < to) {
      const entry = source.varint();
      const number = source.varint();
      if (entry === nodeEntry) nodes.set(number, { parent: source.varint(), name: source.text() });
      else if (entry === metricEntry) metrics.set(number, source.text());
      else if (entry === seriesEntry) entries.set(number, { node: source.varint(), metric: source.varint() });
      else throw new CorruptDataError(`unknown kind of dictionary entry ${entry}`);
    }
  }
  const series = new Map<number, JournalSeries>();
  for (const [number, { node, metric: metricNumber }] of entries) {
    const path: string[] = [];
    let at = node;
    for (let next = nodes.get(at); next && path.length < 8; next = nodes.get(at)) {
      path.unshift(next.name);
      at = next.parent;
    }
    const metric = metrics.get(metricNumber);
    const [cluster, host, ...levels] = path;
    if (at !== 0 || metric === undefined || cluster === undefined || host === undefined) continue;
    series.set(number, { cluster, host, levels, metric });
  }
  return series;
}
