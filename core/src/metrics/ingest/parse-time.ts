const form = /^-?\d+$/;
const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * Whole seconds of a timestamp in seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude.
 * `undefined`: not a time.
 */
export function parseTime(text: string): number | undefined {
  if (!form.test(text)) return undefined;
  const exact = BigInt(text);
  if (exact < int64.least || exact > int64.most) return undefined;
  const size = Math.abs(Number(exact));
  const unit = size < 1e11 ? 1n : size < 1e14 ? 1_000n : size < 1e17 ? 1_000_000n : 1_000_000_000n;
  const seconds = exact / unit;
  return Number(exact % unit < 0n ? seconds - 1n : seconds);
}
