import { writeFile } from 'node:fs/promises';
import type { JournalledColumns } from '@cc-kernel/core/plugin';
import { readBytes } from '../disk/read-bytes.js';
import { readSegment } from './read-segment.js';
import { SampleCount } from './sample-count.js';
import type { SegmentFile } from './segment-files.js';

/** What reading a segment brought to light. */
export interface SegmentFinding {
  readonly path: string;
  /** `undefined`: all of it is sound, up to a tail that was never finished. */
  readonly damage: string | undefined;
  /** Bytes behind the last whole block, kept in a file of their own. */
  readonly tornBytes: number;
  /** Those not older than was asked for. */
  readonly samples: number;
}

/** Yields what a segment of an earlier process holds, and calls `found` at its end. Throws `CorruptDataError`. */
export async function* recoverSegment(
  { path, segment }: SegmentFile,
  since: number,
  found: (finding: SegmentFinding) => void,
): AsyncGenerator<JournalledColumns> {
  const bytes = await readBytes(path);
  const { tornTail, damages, parts } = await readSegment(bytes, segment);
  if (tornTail) await writeFile(`${path}.tail`, bytes.subarray(tornTail.from, tornTail.to));
  const count = new SampleCount(since);
  for (const part of parts) {
    count.add(part);
    yield part;
  }
  const { named, nameless } = count;
  const complaints = [
    ...damages.map(({ from, to }) => `bytes ${from} to ${to} are damaged and were passed over`),
    ...(nameless > 0 ? [`the names of ${nameless} samples are lost`] : []),
  ];
  found({
    path,
    damage: complaints.length > 0 ? complaints.join('; ') : undefined,
    tornBytes: tornTail ? tornTail.to - tornTail.from : 0,
    samples: named,
  });
}
