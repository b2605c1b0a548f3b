import { setImmediate as nextTurn } from 'node:timers/promises';
import { CorruptDataError } from '@cc-kernel/core/plugin';
import type { HostSnapshot, JournalSeries } from '@cc-kernel/core/plugin';
import { JournalledSamples } from '../journalled-samples.js';
import { sampleBlock, scanSegment } from './block.js';
import type { Block, Gap } from './block.js';
import { readDictionary } from './read-dictionary.js';
import { readSamples } from './read-samples.js';

export interface SegmentContent {
  readonly samples: number;
  /** Damaged places with sound blocks behind them. */
  readonly damages: readonly Gap[];
  /** The end that was never finished. */
  readonly tornTail: Gap | undefined;
  /** Samples whose names were lost. */
  readonly nameless: number;
  snapshots(): AsyncGenerator<HostSnapshot>;
}

/** All sound samples of a segment that are not older than `since`, host by host. */
export async function readSegment(bytes: Buffer, segment: number, since = -Infinity): Promise<SegmentContent> {
  const { blocks, gaps } = scanSegment(bytes, segment);
  const sound = blocks.filter(({ kind }) => kind === sampleBlock);
  const dictionary = readDictionary(bytes, blocks);
  const counts = await countSamples(bytes, sound, since);
  let samples = 0;
  let nameless = 0;
  counts.forEach((count, number) => {
    if (dictionary.has(number)) samples += count;
    else nameless += count;
  });
  const last = gaps.at(-1);
  const tornTail = last?.to === bytes.length ? last : undefined;
  return {
    samples,
    damages: tornTail ? gaps.slice(0, -1) : gaps,
    tornTail,
    nameless,
    snapshots: () => snapshotsOf(bytes, sound, dictionary, counts, since),
  };
}

/** By series number. */
async function countSamples(bytes: Buffer, blocks: readonly Block[], since: number): Promise<Int32Array> {
  let counts = new Int32Array(1024);
  for (const { from, to } of blocks) {
    const { count, series, times } = readSamples(bytes, from, to);
    for (let at = 0; at < count; at++) {
      const number = series[at]!;
      if (number < 0) throw new CorruptDataError(`series number ${number}`);
      if (number >= counts.length) {
        const larger = new Int32Array(Math.max(counts.length * 2, number + 1));
        larger.set(counts);
        counts = larger;
      }
      if (times[at]! >= since) counts[number]!++;
    }
    await nextTurn();
  }
  return counts;
}

async function* snapshotsOf(
  bytes: Buffer,
  blocks: readonly Block[],
  dictionary: ReadonlyMap<number, JournalSeries>,
  counts: Int32Array,
  since: number,
): AsyncGenerator<HostSnapshot> {
  const places = new Int32Array(counts.length + 1);
  counts.forEach((count, number) => {
    places[number + 1] = places[number]! + count;
  });
  const total = places[counts.length]!;
  const times = new Float64Array(total);
  const values = new Float32Array(total);
  const next = places.slice();
  for (const { from, to } of blocks) {
    const block = readSamples(bytes, from, to);
    for (let at = 0; at < block.count; at++) {
      if (block.times[at]! < since) continue;
      const place = next[block.series[at]!]!++;
      times[place] = block.times[at]!;
      values[place] = block.values[at]!;
    }
    await nextTurn();
  }
  for (const [, { cluster, host, numbers }] of byHost(dictionary, counts)) {
    const samples = new JournalledSamples();
    for (const number of numbers) {
      const { levels, metric } = dictionary.get(number)!;
      const from = places[number]!;
      const to = places[number + 1]!;
      samples.add(levels, metric, times.subarray(from, to), values.subarray(from, to));
    }
    yield samples.snapshot(cluster, host);
  }
}

function byHost(dictionary: ReadonlyMap<number, JournalSeries>, counts: Int32Array) {
  const hosts = new Map<string, { cluster: string; host: string; numbers: number[] }>();
  for (const [number, { cluster, host }] of dictionary) {
    if ((counts[number] ?? 0) === 0) continue;
    const key = `${cluster}/${host}`;
    const entry = hosts.get(key);
    if (entry) entry.numbers.push(number);
    else hosts.set(key, { cluster, host, numbers: [number] });
  }
  return hosts;
}
