import { CorruptDataError } from '@cc-kernel/core/plugin';
import type { JournalColumns } from '@cc-kernel/core/plugin';
import { ByteSource } from './byte-source.js';
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

export function readSamples(bytes: Buffer, from: number, to: number): JournalColumns {
  const source = new ByteSource(bytes, from, to);
  const count = source.varint();
  if (count * 6 > to - source.at) throw new CorruptDataError('more samples announced than the block holds');
  const series = new Int32Array(count);
  const times = new Float64Array(count);
  const values = new Float32Array(count);
  readDifferences(source, series);
  readDifferences(source, times);
  if (to - source.at !== values.byteLength) throw new CorruptDataError('the values do not fill the block');
  new Uint8Array(values.buffer).set(bytes.subarray(source.at, to));
  return { count, series, times, values };
}

function readDifferences(source: ByteSource, into: Int32Array | Float64Array): void {
  const { bytes, end } = source;
  let value = 0;
  for (let at = 0; at < into.length; at++) {
    let folded = source.at < end ? bytes[source.at]! : 128;
    if (folded < 128) source.at++;
    else folded = source.varint();
    value += folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
    into[at] = value;
  }
}
