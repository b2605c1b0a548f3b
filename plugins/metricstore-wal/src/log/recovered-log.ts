import { readFile, writeFile } from 'node:fs/promises';
import type { HostSnapshot } from '@cc-kernel/core/plugin';
import { readSegment } from './read-segment.js';
import type { SegmentFile } from './segment-files.js';

/** What reading a segment brought to light. */
export interface SegmentFinding {
  readonly path: string;
  /** `undefined`: all of it is sound, up to a tail that was never finished. */
  readonly damage: string | undefined;
  /** Bytes behind the last whole block, kept in a file of their own. */
  readonly tornBytes: number;
  readonly samples: number;
}

/** Yields what a segment of an earlier process holds; `found` is called before. */
export async function* recoverSegment(
  { path, segment }: SegmentFile,
  since: number,
  found: (finding: SegmentFinding) => void,
): AsyncGenerator<HostSnapshot> {
  const bytes = await readFile(path);
  const content = await readSegment(bytes, segment, since);
  const { tornTail, damages, nameless, samples } = content;
  if (tornTail) await writeFile(`${path}.tail`, bytes.subarray(tornTail.from, tornTail.to));
  const complaints = [
    ...damages.map(({ from, to }) => `bytes ${from} to ${to} are damaged and were passed over`),
    ...(nameless > 0 ? [`the names of ${nameless} samples are lost`] : []),
  ];
  found({
    path,
    damage: complaints.length > 0 ? complaints.join('; ') : undefined,
    tornBytes: tornTail ? tornTail.to - tornTail.from : 0,
    samples,
  });
  yield* content.snapshots();
}
