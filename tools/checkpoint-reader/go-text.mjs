/** 1700000000 (2023-11-14T22:13:20Z) */
export function timeText(seconds) {
  return `${seconds} (${isoText(seconds)})`;
}

function isoText(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'out of range' : date.toISOString().replace('.000Z', 'Z');
}

/** 22:13:20 */
export function clockText(seconds) {
  return isoText(seconds).slice(11, 19);
}

export function hex(number) {
  return `0x${number.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** The shortest text of a float32: plain from 1e-4 to below 1e21, with an exponent of at least two digits else. */
export function floatText(value) {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return plainText(value, digits, power);
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${mantissa}e${power < 0 ? '-' : '+'}${size}`;
}

function plainText(value, digits, power) {
  if (power >= digits - 1) return BigInt(Number(value.toPrecision(digits))).toString();
  return value.toFixed(digits - 1 - power);
}
