const zero = 48;
const minus = 45;
const point = 46;
/** Most digits before the point, and most in all, that `parseDecimal` takes. */
const firstDigits = 9;
const mostDigits = 18;
/** Most bytes that `parseDecimal` looks at. */
export const longestDecimal = mostDigits + 4;

const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const ulp = 2 ** -50;

/**
 * Reads a number like `-123.456` from bytes and puts the nearest float32 into `out[0]`. Returns the place behind it, or -1 when it
 * looks different or is too long: then the exact slow path has to read it. At least `longestDecimal` bytes must follow `at`.
 *
 * Up to 15 digits are a whole number below 2^53 divided by an exact power of ten, which rounds once. With 16 to 18 digits the quotient
 * may be off by a few units in the last place of a double; it is taken only when that cannot change the float32.
 */
export function parseDecimal(bytes: Uint8Array, at: number, out: Float64Array): number {
  const negative = bytes[at] === minus;
  if (negative) at++;
  const from = at;
  let high = 0;
  let digit = (bytes[at]! - zero) >>> 0;
  while (digit <= 9 && at - from < firstDigits) {
    high = (Math.imul(high, 10) + digit) | 0;
    digit = (bytes[++at]! - zero) >>> 0;
  }
  let digits = at - from;
  let value: number = high;
  if (digit <= 9) {
    for (; digit <= 9 && digits < 15; digits++) {
      value = value * 10 + digit;
      digit = (bytes[++at]! - zero) >>> 0;
    }
    if (digit <= 9 || bytes[at] === point) return -1;
  } else if (bytes[at] === point) {
    const fraction = ++at;
    const limit = fraction + firstDigits - digits;
    digit = (bytes[at]! - zero) >>> 0;
    while (digit <= 9 && at < limit) {
      high = (Math.imul(high, 10) + digit) | 0;
      digit = (bytes[++at]! - zero) >>> 0;
    }
    if (digit > 9) value = high / powers[at - fraction]!;
    else {
      let low = 0;
      const second = at;
      const last = second + mostDigits - firstDigits;
      while (digit <= 9 && at < last) {
        low = (Math.imul(low, 10) + digit) | 0;
        digit = (bytes[++at]! - zero) >>> 0;
      }
      if (digit <= 9) return -1;
      value = (high * powers[at - second]! + low) / powers[at - fraction]!;
      if (at - fraction + digits > 15 && Math.fround(value * (1 - ulp)) !== Math.fround(value * (1 + ulp))) return -1;
    }
    digits += at - fraction;
  }
  if (digits === 0) return -1;
  out[0] = negative ? -value : value;
  return at;
}
