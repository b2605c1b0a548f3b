/**
 * A sample that was kept in single precision, as it was sent: the decimal with few places that single precision keeps as `kept`, if
 * there is one. 3.935 is kept as 3.93499994…, and must still round to 3.94 and add up as 3.935.
 *
 * Exact for every decimal with up to 3 places below 16,384, 2 below 131,072, 1 below 1,048,576; and below 1,024, 128 and 16 also with 4, 5
 * and 6 places, as long as no decimal with 3 is kept as the same number. There, neighbours in single precision lie closer together than
 * decimals do.
 */
export function asSent(kept: number): number {
  if (kept === 0) return kept; // -0 too
  const size = Math.abs(kept);
  if (size < 16_384) {
    const scaled = kept * 1000;
    const whole = rounded(scaled);
    if (isNear(scaled, whole)) {
      const short = whole / 1000;
      if (Math.fround(short) === kept) return short;
    }
    if (size >= 1024) return kept;
    return nearest(kept, size < 16 ? 1_000_000 : size < 128 ? 100_000 : 10_000);
  }
  return size < 1_048_576 ? nearest(kept, size < 131_072 ? 100 : 10) : kept; // also NaN
}

function nearest(kept: number, scale: number): number {
  const scaled = kept * scale;
  const whole = rounded(scaled);
  if (!isNear(scaled, whole)) return kept;
  const decimal = whole / scale;
  return Math.fround(decimal) === kept ? decimal : kept;
}

/** Whether single precision may not tell them apart; saves most divisions of samples that are no such decimals. */
function isNear(scaled: number, whole: number): boolean {
  return Math.abs(scaled - whole) <= Math.abs(scaled) * 2 ** -23;
}

/** To the nearest whole number. Adding 1.5 · 2⁵² leaves no place for a fraction; cheaper than `Math.round`. */
function rounded(value: number): number {
  return value + 6_755_399_441_055_744 - 6_755_399_441_055_744;
}
