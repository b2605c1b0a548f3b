import { allAsSent, asSent, comesBack } from '../../domain/as-sent.js';
import { bitsOf, lengthOf, placesOf, raw, sizeOf } from './packed-blocks.js';
import { powers } from './packed-samples.js';

/**
 * Samples of packed blocks, as they were sent: `count` from the `skip`-th on, into `out` from `at` on.
 *
 * @param words a page; the blocks begin at word `block`
 * @param floats the same memory
 */
export function readBlocks(
  words: Int32Array,
  floats: Float32Array,
  block: number,
  skip: number,
  count: number,
  out: Float64Array,
  at: number,
): void {
  let first = skip;
  const end = at + count;
  for (let next = at; next < end; block += sizeOf(words[block]!)) {
    const header = words[block]!;
    const length = lengthOf(header);
    if (first >= length) {
      first -= length;
      continue;
    }
    const part = Math.min(end - next, length - first);
    if (bitsOf(header) === raw) allAsSent(floats, block + 1 + first, part, out, next);
    else readCodes(words, block, first, part, out, next);
    next += part;
    first = 0;
  }
}

function readCodes(
  words: Int32Array,
  block: number,
  first: number,
  count: number,
  out: Float64Array,
  at: number,
): void {
  const header = words[block]!;
  const bits = bitsOf(header);
  const places = placesOf(header);
  const base = words[block + 1]!;
  const scale = powers[places]!;
  const gap = (1 << bits) - 1;
  const end = at + count;
  let gaps = 0;
  for (let next = at, bit = 32 * (block + 2) + first * bits; next < end; next++, bit += bits) {
    const word = bit >> 5;
    const shift = bit & 31;
    let code = words[word]! >>> shift;
    if (shift + bits > 32) code |= words[word + 1]! << (32 - shift);
    code &= gap;
    gaps |= Number(code === gap); // marked below: a choice at each sample takes half as long again
    out[next] = (base + code) / scale;
  }
  if (gaps > 0) {
    const mark = (base + gap) / scale;
    for (let next = at; next < end; next++) if (out[next] === mark) out[next] = NaN;
  }
  // A decimal that single precision does not blur is what was sent; of others, single precision is all that was kept.
  if (comesBack(places, (Math.max(-base, base + gap) + 1) / scale)) return;
  for (let next = at; next < end; next++) out[next] = asSent(Math.fround(out[next]!));
}
