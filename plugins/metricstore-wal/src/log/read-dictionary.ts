import type { JournalSeries, JournalledNames } from '@cc-kernel/core/plugin';
import { CorruptDataError } from '@cc-kernel/core/plugin';
import { ByteSource } from './byte-source.js';
import { dictionaryBlock } from './block.js';
import type { Block } from './block.js';
import { metricEntry, nodeEntry, seriesEntry } from './series-dictionary.js';

/** Levels from the root down that a path may have; more are a circle. */
const deepest = 8;

interface Node {
  readonly parent: number;
  readonly name: string;
  /** Once it was asked for; series of one node share it. */
  path?: readonly string[] | undefined;
}

/** What the numbers in a segment stand for; an entry that was lost with its block leaves a hole. */
export class SegmentDictionary implements JournalledNames {
  private readonly nodes = new Map<number, Node>();
  private readonly metrics = new Map<number, string>();
  private readonly series = new Map<number, { readonly node: number; readonly metric: number }>();

  get numbers(): Iterable<number> {
    return this.series.keys();
  }

  /** Throws `CorruptDataError`. */
  add(bytes: Buffer, { from, to }: Block): void {
    const source = new ByteSource(bytes, from, to);
    while (source.at < to) {
      const entry = source.varint();
      const number = source.varint();
      if (entry === nodeEntry) this.nodes.set(number, { parent: source.varint(), name: source.text() });
      else if (entry === metricEntry) this.metrics.set(number, source.text());
      else if (entry === seriesEntry) this.series.set(number, { node: source.varint(), metric: source.varint() });
      else throw new CorruptDataError(`unknown kind of dictionary entry ${entry}`);
    }
  }

  has(number: number): boolean {
    const entry = this.series.get(number);
    return entry !== undefined && this.metrics.has(entry.metric) && (this.pathOf(entry.node)?.length ?? 0) > 1;
  }

  of(number: number): JournalSeries | undefined {
    const entry = this.series.get(number);
    const metric = entry && this.metrics.get(entry.metric);
    const [cluster, host, ...levels] = (entry && this.pathOf(entry.node)) ?? [];
    const isWhole = metric !== undefined && cluster !== undefined && host !== undefined;
    return isWhole ? { cluster, host, levels, metric } : undefined;
  }

  /** `undefined`: a part of it is lost. */
  private pathOf(number: number): readonly string[] | undefined {
    const known = this.nodes.get(number);
    if (known?.path) return known.path;
    const path: string[] = [];
    let at = number;
    for (let node = this.nodes.get(at); node && path.length < deepest; node = this.nodes.get(at)) {
      path.unshift(node.name);
      at = node.parent;
    }
    if (at !== 0) return undefined;
    if (known) known.path = path;
    return path;
  }
}

/** The names of a whole segment, a block at a time. Throws `CorruptDataError`. */
export function* readingDictionary(bytes: Buffer, blocks: readonly Block[]): Generator<void, SegmentDictionary> {
  const dictionary = new SegmentDictionary();
  for (const block of blocks) {
    if (block.kind !== dictionaryBlock) continue;
    dictionary.add(bytes, block);
    yield;
  }
  return dictionary;
}

/** What the numbers in a segment stand for. Throws `CorruptDataError`. */
export function readDictionary(bytes: Buffer, blocks: readonly Block[]): ReadonlyMap<number, JournalSeries> {
  const reading = readingDictionary(bytes, blocks);
  let next = reading.next();
  while (!next.done) next = reading.next();
  const dictionary = next.value;
  const series = new Map<number, JournalSeries>();
  for (const number of dictionary.numbers) {
    const name = dictionary.of(number);
    if (name) series.set(number, name);
  }
  return series;
}
