/** How a chunk is packed: its samples are `(base + code) / 10^places`, each code of `bits` bits; all bits set: `NaN`. */
export interface Packing {
  readonly places: number;
  readonly bits: number;
  readonly base: number;
}

/** Of ten. */
export const powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
/** More bits save too little. */
const mostBits = 24;
const largest = 2 ** 31 - 1;

/**
 * How samples are packed so that each comes back bit by bit: as whole multiples of a power of ten. `undefined`: not at all, they are no
 * such decimals.
 */
export function packingFor(samples: Float32Array, length: number): Packing | undefined {
  const places = placesOf(samples, length);
  if (places < 0) return undefined;
  const scale = powers[places]!;
  let least = Infinity;
  let most = -Infinity;
  for (let at = 0; at < length; at++) {
    const whole = rounded(samples[at]! * scale);
    if (whole < least) least = whole;
    if (whole > most) most = whole;
  }
  if (least > most) return { places, bits: 1, base: 0 }; // gaps only
  if (Math.max(-least, most) > largest || most - least > 2 ** mostBits) return undefined;
  const bits = 32 - Math.clz32(most - least + 1);
  return bits > mostBits ? undefined : { places, bits, base: least };
}

/** The fewest places with which all samples are decimals; -1: none. A decimal of few places is also one of more. */
function placesOf(samples: Float32Array, length: number): number {
  let places = 0;
  for (let at = 0; at < length; at++) {
    const sample = samples[at]!;
    if (sample !== sample) continue;
    if (Object.is(sample, -0)) return -1;
    while (Math.fround(rounded(sample * powers[places]!) / powers[places]!) !== sample) {
      if (++places === powers.length) return -1;
    }
  }
  return places;
}

/** Words of 32 bits; the first is the base. */
export function packedWords({ bits }: Packing, length: number): number {
  return 1 + Math.ceil((length * bits) / 32);
}

/** Puts samples behind the `behind` that `into` holds already. Words that were not used yet must be 0. */
export function pack(
  samples: Float32Array,
  length: number,
  { places, bits, base }: Packing,
  into: Int32Array,
  behind = 0,
): void {
  const scale = powers[places]!;
  const gap = 2 ** bits - 1;
  into[0] = base;
  for (let at = 0, bit = 32 + behind * bits; at < length; at++, bit += bits) {
    const sample = samples[at]!;
    const code = sample === sample ? rounded(sample * scale) - base : gap;
    const word = bit >> 5;
    const shift = bit & 31;
    into[word]! |= code << shift;
    if (shift + bits > 32) into[word + 1]! |= code >>> (32 - shift);
  }
}

/** Whether all these samples come back bit by bit from such a packing. */
export function fits(samples: Float32Array, { places, bits, base }: Packing): boolean {
  const scale = powers[places]!;
  const most = 2 ** bits - 2;
  for (let at = 0; at < samples.length; at++) {
    const sample = samples[at]!;
    if (sample !== sample) continue;
    const whole = rounded(sample * scale);
    const code = whole - base;
    if (!(code >= 0 && code <= most) || Math.fround(whole / scale) !== sample || Object.is(sample, -0)) return false;
  }
  return true;
}

/** From word `from` of `packed` on, into `into` from `to` on. */
export function unpack(
  packed: Int32Array,
  length: number,
  places: number,
  bits: number,
  into: Float32Array,
  from = 0,
  to = 0,
): void {
  const scale = powers[places]!;
  const gap = 2 ** bits - 1;
  const base = packed[from]!;
  for (let at = to, bit = 32 * (from + 1); at < to + length; at++, bit += bits) {
    const word = bit >> 5;
    const shift = bit & 31;
    let code = packed[word]! >>> shift;
    if (shift + bits > 32) code |= packed[word + 1]! << (32 - shift);
    code &= gap;
    into[at] = code === gap ? NaN : (base + code) / scale;
  }
}

/** To the nearest whole number: adding 1.5 · 2⁵² leaves no place for a fraction. */
function rounded(value: number): number {
  return value + 6_755_399_441_055_744 - 6_755_399_441_055_744;
}
