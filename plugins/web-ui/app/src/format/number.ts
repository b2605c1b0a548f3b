import type { MetricUnit } from '../boot/boot.js';

const STEPS = [
  [1e18, 'E'],
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
] as const;

const PREFIXES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(STEPS.map(([factor, letter]) => [letter, factor])),
  K: 1e3,
  u: 1e-6,
};

/** Three digits that count: `1.23`, `45.6`, `789`, `1.23 k`. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  // Bare numbers never take «m» or «µ»: they would read as units.
  return Math.abs(value) < 1 ? threeDigits(value) : scaled(value).text;
}

/** `1.5 TF/s` for 1500 with the unit GF/s: prefixes are combined. */
export function formatQuantity(value: number | null | undefined, unit: MetricUnit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const prefix = unit.prefix ?? '';
  const factor = PREFIXES[prefix];
  if (isPlain(unit.base)) return joined(threeDigits(value), `${prefix}${unit.base}`);
  if (factor === undefined) return joined(scaled(value).text, `${prefix}${unit.base}`);
  const { digits, letter } = scaled(value * factor);
  return `${digits} ${letter}${unit.base}`;
}

/** `GB/s`; empty for a bare number. */
export function unitText({ prefix, base }: MetricUnit): string {
  return `${prefix ?? ''}${base}`;
}

export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = share * 100;
  return `${percent > 0 && percent < 1 ? '< 1' : Math.round(percent)} %`;
}

/** `12 345`, with a thin space: exact numbers of jobs and the like. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** Shares and loads have no thousands. */
function isPlain(base: string): boolean {
  return base === '' || base === '%' || /^(?:load|ipc|1)$/i.test(base);
}

function scaled(value: number): { readonly text: string; readonly digits: string; readonly letter: string } {
  const size = Math.abs(value);
  // 999.6 would be written 1000: it belongs to the next step.
  const step = size === 0 ? undefined : STEPS.find(([factor]) => size >= factor * 0.9995);
  const [factor, letter] = step ?? [1, ''];
  const digits = threeDigits(value / factor);
  return { digits, letter, text: letter === '' ? digits : `${digits} ${letter}` };
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(2);
  if (size < 0.9995) return String(Number(value.toPrecision(3)));
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function joined(number: string, unit: string): string {
  return unit === '' ? number : `${number} ${unit}`;
}
