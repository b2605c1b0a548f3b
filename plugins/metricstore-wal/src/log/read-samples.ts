import { CorruptDataError } from '@cc-kernel/core/plugin';
import type { JournalColumns } from '@cc-kernel/core/plugin';
import { ByteSource } from './byte-source.js';

/** What `writeSamples` wrote. Throws `CorruptDataError`. */
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
