const scales = [10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/**
 * The shortest decimal that reads back as the same float32. JSON knows neither NaN nor infinity: NaN is `null`, and infinity a number
 * beyond float32, which reads back as one.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (Number.isInteger(value)) {
    if (Object.is(value, -0)) return '-0.0';
    return Math.abs(value) < 1e7 ? String(value) : withDigits(value);
  }
  if (!Number.isFinite(value)) return value > 0 ? '1e39' : '-1e39';
  if (Math.abs(value) < 0.01) return withDigits(value);
  for (const scale of scales) {
    const decimal = Math.round(value * scale) / scale;
    if (Math.fround(decimal) === value) return String(decimal);
  }
  return withDigits(value);
}

/** Nine digits tell any two float32 apart. */
function withDigits(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return String(decimal);
  }
  return String(Number(value.toPrecision(9)));
}
