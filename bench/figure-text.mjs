/** A number with as many digits as a measurement deserves: `4.12 M`, `1,234`, `0.0123`. */
export function figureText(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}
