import { fits, pack, packedWords, packingFor, unpack } from './packed-samples.js';
import type { Packing } from './packed-samples.js';

/** In place of the bits of a code: the samples stand as they are. */
export const raw = 32;
/** Samples that are packed in one go; longer runs become several blocks where that takes less. */
const piece = 64;
/** Blocks of more samples are not packed anew to take more in. */
const longestRepacked = 192;

const scratch = new Float32Array(longestRepacked + piece);

/**
 * Packed samples that can be added to: blocks, each packed in its own way, so that a value out of the ordinary costs its block only.
 *
 *     word 0              1         2 …
 *     length  10 bits     base      codes          decimals (see `packingFor`)
 *     bits     6 bits
 *     places   4 bits     samples …                bits = 32: as they are
 *
 * Adds samples behind the `used` words of `words` and returns how many are used then. `words` needs two words a sample more. Samples
 * join the last block where that takes no more room than a block of their own.
 */
export function appendBlocks(words: Int32Array, used: number, samples: Float32Array): number {
  let end = used;
  let last = lastBlock(words, used);
  for (let from = 0; from < samples.length; from += piece) {
    const part = samples.subarray(from, from + piece);
    const joined = last < 0 ? -1 : join(words, last, end, part);
    if (joined >= 0) end = joined;
    else {
      last = end;
      end = write(words, end, part, packingFor(part, part.length));
    }
  }
  return end;
}

/** All samples of the blocks. */
export function unpackBlocks(words: Int32Array, used: number, into: Float32Array): void {
  let count = 0;
  for (let at = 0; at < used; at += sizeOf(words[at]!)) {
    const header = words[at]!;
    const length = lengthOf(header);
    if (bitsOf(header) === raw) into.set(floatsOf(words, at + 1, length), count);
    else unpack(words, length, placesOf(header), bitsOf(header), into, at + 1, count);
    count += length;
  }
}

function join(words: Int32Array, block: number, end: number, samples: Float32Array): number {
  const header = words[block]!;
  const length = lengthOf(header);
  const bits = bitsOf(header);
  if (bits === raw) return -1;
  const known: Packing = { places: placesOf(header), bits, base: words[block + 1]! };
  if (fits(samples, known)) {
    words[block] = headerOf(length + samples.length, bits, known.places);
    const next = block + sizeOf(words[block]!);
    words.fill(0, end, next);
    pack(samples, samples.length, known, words.subarray(block + 1), length);
    return next;
  }
  if (length > longestRepacked) return -1;
  const all = scratch.subarray(0, length + samples.length);
  unpackBlock(words, block, all.subarray(0, length));
  all.set(samples, length);
  const packing = packingFor(all, all.length);
  if (!packing) return -1;
  const apart = end - block + wordsFor(packingFor(samples, samples.length), samples.length);
  return wordsFor(packing, all.length) > apart ? -1 : write(words, block, all, packing);
}

function write(words: Int32Array, at: number, samples: Float32Array, packing: Packing | undefined): number {
  const { length } = samples;
  const end = at + wordsFor(packing, length);
  if (packing && end - at <= length + 1) {
    words[at] = headerOf(length, packing.bits, packing.places);
    words.fill(0, at + 1, end);
    pack(samples, length, packing, words.subarray(at + 1));
    return end;
  }
  words[at] = headerOf(length, raw, 0);
  floatsOf(words, at + 1, length).set(samples);
  return at + 1 + length;
}

function wordsFor(packing: Packing | undefined, length: number): number {
  return 1 + (packing ? packedWords(packing, length) : length);
}

function unpackBlock(words: Int32Array, at: number, into: Float32Array): void {
  const header = words[at]!;
  if (bitsOf(header) === raw) into.set(floatsOf(words, at + 1, into.length));
  else unpack(words.subarray(at + 1), into.length, placesOf(header), bitsOf(header), into);
}

function lastBlock(words: Int32Array, used: number): number {
  let last = -1;
  for (let at = 0; at < used; at += sizeOf(words[at]!)) last = at;
  return last;
}

function floatsOf(words: Int32Array, at: number, length: number): Float32Array {
  return new Float32Array(words.buffer, words.byteOffset + at * 4, length);
}

function headerOf(length: number, bits: number, places: number): number {
  return length | (bits << 10) | (places << 16);
}
export function lengthOf(header: number): number {
  return header & 1023;
}
export function bitsOf(header: number): number {
  return (header >> 10) & 63;
}
export function placesOf(header: number): number {
  return header >> 16;
}
export function sizeOf(header: number): number {
  const bits = bitsOf(header);
  return bits === raw ? 1 + lengthOf(header) : 2 + ((lengthOf(header) * bits + 31) >> 5);
}
