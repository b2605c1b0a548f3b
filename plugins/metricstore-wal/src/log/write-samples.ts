import type { JournalColumns } from '@cc-kernel/core/plugin';
import type { ByteWriter } from './byte-writer.js';

/** Column by column: differences of series numbers, differences of times, values. Usually 6 bytes a sample. */
export function writeSamples(
  into: ByteWriter,
  { series, times, values }: JournalColumns,
  from: number,
  to: number,
): void {
  into.reserve(5 + (to - from) * 18);
  into.varint(to - from);
  let before = 0;
  for (let at = from; at < to; at++) {
    writeDifference(into, series[at]! - before);
    before = series[at]!;
  }
  before = 0;
  for (let at = from; at < to; at++) {
    writeDifference(into, times[at]! - before);
    before = times[at]!;
  }
  const part = values.subarray(from, to);
  into.bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), into.at);
  into.at += part.byteLength;
}

/** Small ones of either sign make small numbers: 0, -1, 1, -2, … */
function writeDifference(into: ByteWriter, difference: number): void {
  const folded = difference < 0 ? -2 * difference - 1 : 2 * difference;
  if (folded < 128) into.bytes[into.at++] = folded;
  else into.varint(folded);
}
