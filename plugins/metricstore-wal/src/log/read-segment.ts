import type { JournalledColumns } from '@cc-kernel/core/plugin';
import { inTurns } from '@cc-kernel/core/plugin';
import { sampleBlock, scanningSegment } from './block.js';
import type { Block, Gap } from './block.js';
import { readingDictionary } from './read-dictionary.js';
import type { SegmentDictionary } from './read-dictionary.js';
import { readSamples } from './read-samples.js';

export interface SegmentPart extends JournalledColumns {
  readonly names: SegmentDictionary;
}

export interface SegmentContent {
  /** Damaged places with sound blocks behind them. */
  readonly damages: readonly Gap[];
  /** The end that was never finished. */
  readonly tornTail: Gap | undefined;
  /** All sound samples, block by block, each decoded when it is asked for; once. Throws `CorruptDataError`. */
  readonly parts: Iterable<SegmentPart>;
}

/** What a segment holds. Throws `CorruptDataError`. */
export async function readSegment(bytes: Buffer, segment: number): Promise<SegmentContent> {
  const { blocks, gaps } = await inTurns(scanningSegment(bytes, segment));
  const names = await inTurns(readingDictionary(bytes, blocks));
  const last = gaps.at(-1);
  const tornTail = last?.to === bytes.length ? last : undefined;
  return {
    damages: tornTail ? gaps.slice(0, -1) : gaps,
    tornTail,
    parts: decoded(bytes, blocks, names),
  };
}

function* decoded(bytes: Buffer, blocks: readonly Block[], names: SegmentDictionary): Generator<SegmentPart> {
  for (const { kind, from, to } of blocks) if (kind === sampleBlock) yield { ...readSamples(bytes, from, to), names };
}
