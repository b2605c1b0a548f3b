import { InvalidInputError } from '../errors/errors.js';
import type { Seconds } from './time.js';

const SECONDS_PER: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6, // micro sign
  μs: 1e-6, // Greek letter
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** Reads a duration as config files write it: numbers with units one after the other, `1h30m`, `1.5h`; `0` needs no unit. */
export function parseDuration(text: string): Seconds {
  const seconds = tryParseDuration(text);
  if (seconds === undefined) throw new InvalidInputError(`"${text}" is no duration such as "30s", "12h" or "1h30m"`);
  return seconds;
}

/** `undefined`: no duration. There is no unit for days. */
export function tryParseDuration(text: string): Seconds | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  let seconds = 0;
  let end = 0;
  for (const [part, number, unit] of rest.matchAll(PART)) {
    seconds += Number(number) * (SECONDS_PER[unit ?? ''] ?? NaN);
    end += part.length;
  }
  if (end !== rest.length || rest === '' || !Number.isFinite(seconds)) return undefined;
  return sign * seconds;
}
