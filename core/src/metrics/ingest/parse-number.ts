const decimal = /^-?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const hexadecimal =
  /^(-?)0[xX]_?((?:[\da-fA-F]+(?:_[\da-fA-F]+)*)?)(?:\.((?:[\da-fA-F]+(?:_[\da-fA-F]+)*)?))?[pP]([+-]?\d+)$/;
const whole = /^(-?\d+)([iu])$/;

const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
const uint64 = { least: 0n, most: 2n ** 64n - 1n };

/**
 * Any number of the line protocol: float, `i` for int64, `u` for uint64. `undefined`: not a number; ±Infinity: out of range.
 * The slow path for what does not look like `-123.456`.
 */
export function parseNumber(text: string): number | undefined {
  const [, digits, suffix] = whole.exec(text) ?? [];
  if (digits !== undefined) {
    if (suffix === 'u' && digits.startsWith('-')) return undefined;
    const value = BigInt(digits);
    const { least, most } = suffix === 'i' ? int64 : uint64;
    return value < least || value > most ? Infinity : digits === '-0' ? 0 : Number(value);
  }
  if (decimal.test(text)) return Number(text.replaceAll('_', ''));
  const [, sign, before = '', after = '', exponent] = hexadecimal.exec(text) ?? [];
  if (exponent === undefined || before + after === '') return undefined;
  const mantissa = (before + after).replaceAll('_', '');
  const scale = Number(exponent) - after.replaceAll('_', '').length * 4;
  return (sign === '-' ? -1 : 1) * scaled(BigInt(`0x${mantissa}`), scale);
}

/** mantissa · 2^scale in steps that neither overflow nor lose bits early. */
function scaled(mantissa: bigint, scale: number): number {
  let value = Number(mantissa);
  if (!Number.isFinite(value)) return value;
  for (let rest = scale; rest !== 0 && value !== 0 && Number.isFinite(value);) {
    const step = Math.max(-1000, Math.min(1000, rest));
    value *= 2 ** step;
    rest -= step;
  }
  return value;
}
