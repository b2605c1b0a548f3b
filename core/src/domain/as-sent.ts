/**
 * A sample that was kept in single precision, as it was sent: the decimal with few places that single precision keeps as `kept`, if
 * there is one. 3.935 is kept as 3.93499994…, and must still round to 3.94 and add up as 3.935.
 *
 * Exact for every decimal with up to 3 places below 16,384, 2 below 131,072, 1 below 1,048,576; and below 1,024, 128 and 16 also with 4, 5
 * and 6 places, as long as no decimal with 3 is kept as the same number. There, neighbours in single precision lie closer together than
 * decimals do.
 */
export function asSent(kept: number): number {
  return decimalOf(kept, Math.abs(kept));
}

/** By places: sizes below which single precision keeps each decimal apart from its neighbours. */
const limits = [16_777_216, 1_048_576, 131_072, 16_384];

/** Whether `asSent` gives back every decimal with so many places up to a size. */
export function comesBack(places: number, size: number): boolean {
  return places < limits.length && size < limits[places]!;
}

/** Many at once: `count` of `kept` from `from` on, into `out` from `at` on. */
export function allAsSent(kept: Float32Array, from: number, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const one = kept[from + i]!;
    out[at + i] = decimalOf(one, Math.abs(one));
  }
}

function decimalOf(kept: number, size: number): number {
  if (size < 16_384) {
    const whole = rounded(kept * 1000);
    const short = whole / 1000;
    if (Math.fround(short) === kept) return whole === 0 ? kept : short; // -0 too
    return size >= 1024 ? kept : nearest(kept, size < 16 ? 1_000_000 : size < 128 ? 100_000 : 10_000);
  }
  return size < 1_048_576 ? nearest(kept, size < 131_072 ? 100 : 10) : kept; // also NaN
}

function nearest(kept: number, scale: number): number {
  const decimal = rounded(kept * scale) / scale;
  return Math.fround(decimal) === kept ? decimal : kept;
}

/** To the nearest whole number. Adding 1.5 · 2⁵² leaves no place for a fraction; cheaper than `Math.round`. */
function rounded(value: number): number {
  return value + 6_755_399_441_055_744 - 6_755_399_441_055_744;
}
